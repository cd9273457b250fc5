-- When was the article at each path published, who vouches for it, and where are its translations? Of each, what the
-- origin of the greatest precedence says.
SELECT
    path,
    toUnixTimestamp64Milli(argMaxIf(published_at, precedence, published_at != toDateTime64(0, 3, 'UTC'))) AS published_ms,
    max(precedence) AS best,
    mapValues(argMaxIf(translations, precedence, notEmpty(translations))) AS translations
FROM articles FINAL
WHERE site = {site:String}
GROUP BY path
