-- What a site's former counter showed for each page: where the public counter begins. No part of the editors' numbers.
CREATE TABLE IF NOT EXISTS seeded_views
(
    site    LowCardinality(String),
    path    String,
    views   UInt64,
    version UInt64
)
ENGINE = ReplacingMergeTree(version)
ORDER BY (site, path)
