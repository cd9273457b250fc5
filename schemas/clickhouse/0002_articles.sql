-- What each origin (the page itself, an import, the CMS) last said of an article.
CREATE TABLE IF NOT EXISTS articles
(
    site         LowCardinality(String),
    path         String,
    origin       LowCardinality(String),
    precedence   UInt8,
    id           String,
    title        String,
    section      LowCardinality(String),
    authors      Array(String),
    lang         LowCardinality(String),
    published_at DateTime64(3, 'UTC'),
    tags         Array(String),
    translations Map(String, String),
    version      DateTime64(3, 'UTC')
)
ENGINE = ReplacingMergeTree(version)
ORDER BY (site, path, origin)
