-- How often was each article read and shared in a period, and what is known of it? Most read first.
SELECT
    read.article AS path,
    known.title AS title,
    toString(known.section) AS section,
    known.authors AS authors,
    toString(known.lang) AS lang,
    toUnixTimestamp64Milli(known.published_at) AS published_ms,
    toUnixTimestamp64Milli(known.updated_at) AS updated_ms,
    known.word_count AS word_count,
    known.tags AS tags,
    if(known.story = '', read.story, known.story) AS story,
    read.views AS views,
    read.readers AS readers,
    read.shares AS shares
FROM
(
    SELECT
        if(place.canonical = '', visited.path, place.canonical) AS article,
        any(if(place.story = '', visited.path, place.story)) AS story,
        sum(visited.views) AS views,
        uniqCombined64Merge(visited.readers) AS readers,
        sum(visited.shares) AS shares
    FROM visited
    LEFT JOIN place ON place.path = visited.path
    GROUP BY article
    ORDER BY views DESC, shares DESC, article
    LIMIT {limit:UInt32}
) AS read
LEFT JOIN
(
    SELECT path, title, section, authors, lang, published_at, updated_at, word_count, tags, story
    FROM known_articles
    WHERE site = {site:String}
) AS known ON known.path = read.article
ORDER BY views DESC, shares DESC, path
