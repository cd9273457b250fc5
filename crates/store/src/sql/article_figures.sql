-- What is known of these articles?
SELECT
    path,
    title,
    toString(section) AS section,
    authors,
    toString(lang) AS lang,
    toUnixTimestamp64Milli(published_at) AS published_ms,
    toUnixTimestamp64Milli(updated_at) AS updated_ms,
    word_count,
    tags,
    story
FROM known_articles
WHERE site = {site:String} AND path IN {pages:Array(String)}
