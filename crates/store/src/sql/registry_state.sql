-- Which state of the registry is this? The number changes with every saying.
SELECT sum(state) AS state
FROM
(
    SELECT sipHash64(path, origin, toUnixTimestamp64Milli(version)) AS state FROM articles FINAL WHERE site = {site:String}
    UNION ALL
    SELECT sipHash64(path, origin, target, toUnixTimestamp64Milli(said_at)) AS state
    FROM article_aliases FINAL
    WHERE site = {site:String}
)
