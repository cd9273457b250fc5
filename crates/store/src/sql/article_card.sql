-- What is known of an article, as pages show it.
SELECT
    path,
    title,
    toString(section) AS section,
    authors,
    toString(lang) AS lang,
    toUnixTimestamp64Milli(published_at) AS published_ms,
    CAST(translations, 'Array(Tuple(String, String))') AS translations
FROM known_articles
