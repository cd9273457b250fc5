-- Which articles were published last?
SELECT
    path,
    title,
    toString(section) AS section,
    authors,
    toString(lang) AS lang,
    toUnixTimestamp64Milli(published_at) AS published_ms
FROM known_articles
WHERE site = {site:String}
ORDER BY published_at DESC, path
LIMIT {limit:UInt32}
