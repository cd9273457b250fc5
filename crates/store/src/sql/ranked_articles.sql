-- Which articles lead in a period, by views?
SELECT
    if(place.canonical = '', toString(visited.path), place.canonical) AS article,
    sum(visited.views) AS views,
    sum(visited.shares) AS shares
FROM visited
LEFT JOIN place ON place.path = visited.path
GROUP BY article
ORDER BY views DESC, shares DESC, article
LIMIT {limit:UInt32}
