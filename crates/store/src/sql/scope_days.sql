-- How was each section, author or language read and shared, day by day?
SELECT key, toDate32(day) AS day, sum(scope_counts.views) AS views, sum(scope_counts.shares) AS shares
FROM scope_counts
GROUP BY key, day
HAVING views > 0 OR shares > 0
ORDER BY key, day
