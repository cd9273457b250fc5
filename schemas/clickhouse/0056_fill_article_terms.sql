-- What the registry knows already; afterwards each change is written as it is made.
INSERT INTO article_terms (site, path, title, section, lang, authors, version)
SELECT site, path, title, section, lang, authors, 1
FROM known_articles
WHERE title != '' OR section != '' OR lang != '' OR notEmpty(authors)
