-- What the registry knows already; afterwards each change is written as it is made.
INSERT INTO article_terms (site, path, section, lang, authors, version)
SELECT site, path, section, lang, authors, 1
FROM known_articles
WHERE section != '' OR lang != '' OR notEmpty(authors)
