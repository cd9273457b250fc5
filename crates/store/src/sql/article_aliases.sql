-- What was said of where articles are counted?
SELECT path, target, toString(origin) AS origin, toUnixTimestamp64Milli(said_at) AS said_ms
FROM article_aliases FINAL
WHERE site = {site:String}
ORDER BY path, origin
