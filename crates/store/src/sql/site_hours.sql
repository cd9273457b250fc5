-- What was the whole site's reading and sharing, hour by hour?
SELECT
    toDateTime64(hour, 3, 'UTC') AS hour,
    sum(views) AS views,
    sum(shares) AS shares
FROM site_counts
GROUP BY hour
HAVING views > 0 OR shares > 0
ORDER BY hour
