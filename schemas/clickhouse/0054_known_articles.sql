-- One row an article, under its canonical path: of each field, what the origin of the greatest precedence that knows it
-- says. What is said of the canonical path itself goes before what is said of its aliases, and later before earlier. The weight
-- is one number of these three (milliseconds take 42 of 49 bits until 2109), which compares several times as fast as a tuple.
CREATE OR REPLACE VIEW known_articles AS
SELECT
    site,
    article AS path,
    argMaxIf(id, weight, id != '') AS id,
    argMaxIf(title, weight, title != '') AS title,
    argMaxIf(section, weight, section != '') AS section,
    argMaxIf(authors, weight, notEmpty(authors)) AS authors,
    argMaxIf(lang, weight, lang != '') AS lang,
    argMaxIf(published_at, weight, published_at != toDateTime64(0, 3, 'UTC')) AS published_at,
    argMaxIf(tags, weight, notEmpty(tags)) AS tags,
    argMaxIf(translations, weight, notEmpty(translations)) AS translations,
    argMaxIf(updated_at, weight, updated_at != toDateTime64(0, 3, 'UTC')) AS updated_at,
    argMaxIf(word_count, weight, word_count != 0) AS word_count,
    any(article_story) AS story
FROM
(
    SELECT
        said.*,
        if(place.canonical = '', said.path, place.canonical) AS article,
        if(place.story = '', said.path, place.story) AS article_story,
        bitShiftLeft(toUInt64(said.precedence), 50)
            + bitShiftLeft(toUInt64(article = said.path), 49)
            + toUInt64(toUnixTimestamp64Milli(said.version)) AS weight
    FROM (SELECT * FROM articles FINAL) AS said
    LEFT JOIN (SELECT site, path, canonical, story FROM article_places FINAL) AS place
        ON place.site = said.site AND place.path = said.path
)
GROUP BY site, article
