-- What is known of one article?
SELECT
    path,
    title,
    toString(section) AS section,
    authors,
    toString(lang) AS lang,
    toUnixTimestamp64Milli(published_at) AS published_ms
FROM known_articles
WHERE site = {site:String} AND path = {path:String}
