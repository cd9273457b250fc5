-- Under which path each article is counted and which story it tells, where that is not simply its own. Computed from
-- `articles` and `article_aliases`, and again after each change of them; nothing else is known here.
CREATE TABLE IF NOT EXISTS article_places
(
    site      LowCardinality(String),
    path      String,
    canonical String,
    story     String,
    version   UInt64
)
ENGINE = ReplacingMergeTree(version)
ORDER BY (site, path)
