-- One row an address: the article that is meant by it, whether it stands there or is counted elsewhere.
CREATE VIEW IF NOT EXISTS article_addresses AS
SELECT site, path AS address, path, title, section, authors, lang, published_at, story
FROM known_articles
UNION ALL
SELECT moved.site, moved.path, moved.canonical, title, section, authors, lang, published_at, moved.story
FROM
(
    SELECT site, path, canonical, story FROM article_places FINAL WHERE canonical != path
) AS moved
LEFT JOIN known_articles AS known ON known.site = moved.site AND known.path = moved.canonical
