-- How was each section, author or language read and shared, day by day? A piece by two authors counts for both.
SELECT key, toDate32(day) AS day, sum(counts.views) AS views, sum(counts.shares) AS shares
FROM counts
LEFT JOIN
(
    SELECT
        path,
        multiIf({scope:String} = 'section', [toString(section)], {scope:String} = 'lang', [toString(lang)], authors) AS keys
    FROM known_articles
    WHERE site = {site:String}
) AS known ON known.path = counts.path
ARRAY JOIN if(empty(known.keys) AND {scope:String} != 'author', [''], known.keys) AS key
GROUP BY key, day
HAVING views > 0 OR shares > 0
ORDER BY key, day
