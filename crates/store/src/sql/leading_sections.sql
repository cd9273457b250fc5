-- Which sections lead in a period, by views?
SELECT
    toString(article.section) AS section,
    countIf(events.type = 'view') AS views,
    uniqCombined64If(events.reader, events.type = 'view' AND events.reader != 0) AS readers,
    countIf(events.type = 'share') AS shares
FROM events
LEFT JOIN
(
    SELECT address, section FROM article_addresses WHERE site = {site:String}
) AS article ON article.address = events.path
WHERE events.site = {site:String}
    AND events.time >= fromUnixTimestamp64Milli({from:Int64}, 'UTC')
    AND events.time < fromUnixTimestamp64Milli({to:Int64}, 'UTC')
    AND events.verdict = 'human'
GROUP BY section
HAVING views > 0 OR shares > 0
ORDER BY views DESC, section
