-- How often was each story read and shared in a period, over all its translations? A row a member, those that nobody
-- read among them; the most read stories first.
SELECT
    story,
    story_views,
    story_shares,
    member.1 AS path,
    member.2 AS views,
    member.3 AS shares,
    member.4 AS title,
    member.5 AS section,
    member.6 AS lang,
    member.7 AS published_ms
FROM
(
    SELECT
        if(known.story = '', read.story, known.story) AS story,
        sum(read.views) AS story_views,
        sum(read.shares) AS story_shares,
        groupArray((
            read.article,
            read.views,
            read.shares,
            known.title,
            toString(known.section),
            toString(known.lang),
            toUnixTimestamp64Milli(known.published_at)
        )) AS members
    FROM
    (
        SELECT article, any(article_story) AS story, sum(views) AS views, sum(shares) AS shares
        FROM
        (
            SELECT
                if(place.canonical = '', toString(visited.path), place.canonical) AS article,
                if(place.story = '', toString(visited.path), place.story) AS article_story,
                visited.views AS views,
                visited.shares AS shares
            FROM visited
            LEFT JOIN place ON place.path = visited.path
            UNION ALL
            SELECT path, story, 0, 0
            FROM known_articles
            WHERE site = {site:String}
        )
        GROUP BY article
    ) AS read
    LEFT JOIN
    (
        SELECT path, title, section, lang, published_at, story FROM known_articles WHERE site = {site:String}
    ) AS known ON known.path = read.article
    GROUP BY story
    HAVING story_views > 0 OR story_shares > 0
    ORDER BY story_views DESC, story_shares DESC, story
    LIMIT {limit:UInt32}
)
ARRAY JOIN members AS member
ORDER BY story_views DESC, story_shares DESC, story, views DESC, path
