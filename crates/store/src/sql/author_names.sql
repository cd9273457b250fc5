-- Which names stand in a site's author lines?
SELECT DISTINCT arrayJoin(authors) AS name
FROM article_terms FINAL
WHERE site = {site:String}
ORDER BY name
