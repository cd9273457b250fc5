-- What was each article's reading and sharing, day by day?
SELECT
    path,
    toDate32(day) AS day,
    sum(views) AS views,
    sum(shares) AS shares
FROM counts
GROUP BY path, day
HAVING views > 0 OR shares > 0
ORDER BY path, day
