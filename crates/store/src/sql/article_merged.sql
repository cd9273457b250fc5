-- What is known of the articles at these canonical paths?
SELECT
    path,
    id,
    title,
    toString(section) AS section,
    authors,
    toString(lang) AS lang,
    toUnixTimestamp64Milli(published_at) AS published_ms,
    toUnixTimestamp64Milli(updated_at) AS updated_ms,
    word_count,
    tags,
    CAST(translations, 'Array(Tuple(String, String))') AS translations
FROM known_articles
WHERE site = {site:String} AND path IN {paths:Array(String)}
ORDER BY path
