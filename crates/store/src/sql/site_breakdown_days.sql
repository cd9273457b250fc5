-- By the values of a dimension, how was the whole site read and shared day by day?
SELECT
    value,
    within,
    toDate32(hour, {zone:String}) AS day,
    sum(site_counts.views) AS views,
    sum(site_counts.shares) AS shares
FROM site_counts
WHERE {dimension:String} != 'network' OR value != ''
GROUP BY value, within, day
HAVING views > 0 OR shares > 0
ORDER BY day, views DESC, shares DESC, value, within
