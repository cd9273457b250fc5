-- Views and shares by hour and path, as exports give them.
SELECT {site:String} AS site, toDateTime64(hour, 3, 'UTC') AS hour, path, sum(views) AS views, sum(shares) AS shares
FROM counts
GROUP BY hour, path
HAVING views > 0 OR shares > 0
ORDER BY hour, path
