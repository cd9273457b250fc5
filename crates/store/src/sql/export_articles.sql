-- Every article of the registry, as exports give it.
SELECT site, path, id, title, section, authors, lang, published_at, updated_at, word_count, tags, translations, story
FROM known_articles
WHERE site = {site:String}
ORDER BY path
