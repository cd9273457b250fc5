-- Every article of the registry, as exports give it.
SELECT site, path, id, title, section, authors, lang, published_at, tags, translations
FROM known_articles
WHERE site = {site:String}
ORDER BY path
