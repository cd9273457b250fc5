-- One row an article: of each field, what the origin of the greatest precedence that knows it says.
CREATE VIEW IF NOT EXISTS known_articles AS
SELECT
    site,
    path,
    argMaxIf(id, precedence, id != '') AS id,
    argMaxIf(title, precedence, title != '') AS title,
    argMaxIf(section, precedence, section != '') AS section,
    argMaxIf(authors, precedence, notEmpty(authors)) AS authors,
    argMaxIf(lang, precedence, lang != '') AS lang,
    argMaxIf(published_at, precedence, published_at != toDateTime64(0, 3, 'UTC')) AS published_at,
    argMaxIf(tags, precedence, notEmpty(tags)) AS tags,
    argMaxIf(translations, precedence, notEmpty(translations)) AS translations
FROM articles FINAL
GROUP BY site, path
