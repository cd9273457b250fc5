-- What is known of the site's articles?
SELECT
    path,
    title,
    toString(section) AS section,
    arrayStringConcat(authors, ', ') AS authors,
    toString(lang) AS lang,
    published_at
FROM known_articles
WHERE site = {site:String}
ORDER BY path
