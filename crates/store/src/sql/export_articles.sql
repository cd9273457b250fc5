-- Every article of the registry, as exports give it; `aliases` are its other addresses.
SELECT
    known.site AS site, known.path AS path, id, title, section, authors, lang, published_at, updated_at, word_count, tags,
    translations, story, aliases
FROM known_articles AS known
LEFT JOIN
(
    SELECT canonical, arraySort(groupArray(path)) AS aliases
    FROM article_places FINAL
    WHERE site = {site:String} AND canonical != path
    GROUP BY canonical
) AS moved ON moved.canonical = known.path
WHERE known.site = {site:String}
ORDER BY path
