-- Writes by what lists name each article and tell its reading apart, where that differs from what is kept; of articles that are gone,
-- nothing.
INSERT INTO article_terms (site, path, title, section, lang, authors, version)
SELECT {site:String}, path, known.title, known.section, known.lang, known.authors, kept.version + 1
FROM
(
    SELECT path, title, toString(section) AS section, toString(lang) AS lang, authors
    FROM known_articles
    WHERE site = {site:String}
) AS known
FULL JOIN
(
    SELECT path, title, toString(section) AS section, toString(lang) AS lang, authors, version
    FROM article_terms FINAL
    WHERE site = {site:String}
) AS kept USING (path)
WHERE known.title != kept.title
    OR known.section != kept.section
    OR known.lang != kept.lang
    OR known.authors != kept.authors
