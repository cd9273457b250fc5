-- What was each section's reading and sharing, hour by hour?
SELECT
    article.section AS section,
    toDateTime64(hour, 3, 'UTC') AS hour,
    sum(views) AS views,
    sum(shares) AS shares
FROM counts
LEFT JOIN
(
    SELECT path, section FROM article_terms FINAL WHERE site = {site:String}
) AS article ON article.path = counts.path
GROUP BY section, hour
HAVING views > 0 OR shares > 0
ORDER BY section, hour
