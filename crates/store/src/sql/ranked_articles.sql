-- Which articles lead in a period, by views? Where authors are named, of those in whose author line one of them stands.
SELECT
    if(place.canonical = '', toString(visited.path), place.canonical) AS article,
    any(if(place.story = '', toString(visited.path), place.story)) AS story,
    sum(visited.views) AS views,
    sum(visited.shares) AS shares
FROM visited
LEFT JOIN place ON place.path = visited.path
GROUP BY article
HAVING empty({authors:Array(String)}) OR article IN
(
    SELECT path FROM article_terms FINAL WHERE site = {site:String} AND hasAny(authors, {authors:Array(String)})
)
ORDER BY views DESC, shares DESC, article
LIMIT {limit:UInt32}
