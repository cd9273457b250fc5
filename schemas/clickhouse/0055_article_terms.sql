-- By what lists name an article and tell its reading apart, under its canonical path, as `known_articles` merges it: that takes a question
-- four times as long as to read it here. Computed like `article_places`, after each change of the registry; nothing else is known here.
CREATE TABLE IF NOT EXISTS article_terms
(
    site    LowCardinality(String),
    path    String,
    title   String CODEC(ZSTD(1)),
    section LowCardinality(String),
    lang    LowCardinality(String),
    authors Array(String),
    version UInt64
)
ENGINE = ReplacingMergeTree(version)
ORDER BY (site, path)
