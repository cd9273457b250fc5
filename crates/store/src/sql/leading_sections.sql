-- Which sections lead in a period, by views? Their readers are given.
SELECT
    toString(known.section) AS section,
    sum(visited.views) AS views,
    toUInt64(transform(section, {keys:Array(String)}, {readers:Array(UInt64)}, toUInt64(0))) AS readers,
    sum(visited.shares) AS shares
FROM visited
LEFT JOIN
(
    SELECT address, section FROM article_addresses WHERE site = {site:String}
) AS known ON known.address = visited.path
GROUP BY section
ORDER BY views DESC, section
