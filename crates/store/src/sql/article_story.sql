-- What is known of the article that is meant by a path, and of the other articles of its story? The one that is meant comes first.
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
WHERE site = {site:String} AND story IN (
    SELECT if(canonical = '', path, story)
    FROM (SELECT path, canonical, story FROM article_places FINAL WHERE site = {site:String} AND path = {path:String})
    UNION ALL
    SELECT {path:String}
)
ORDER BY
    path = {path:String} DESC,
    path = (
        SELECT any(canonical) FROM article_places FINAL WHERE site = {site:String} AND path = {path:String}
    ) DESC,
    lang,
    path
