-- Which sections lead in a period, by views? Their readers are given.
SELECT
    toString(known.section) AS section,
    sum(visited.views) AS views,
    toUInt64(transform(section, {keys:Array(String)}, {readers:Array(UInt64)}, toUInt64(0))) AS readers,
    sum(visited.shares) AS shares
FROM visited
LEFT JOIN place ON place.path = visited.path
LEFT JOIN
(
    SELECT path, section FROM article_terms FINAL WHERE site = {site:String}
) AS known ON known.path = if(place.canonical = '', toString(visited.path), place.canonical)
GROUP BY section
ORDER BY views DESC, section
