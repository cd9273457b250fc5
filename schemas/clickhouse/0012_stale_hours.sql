-- Hours whose rollups a reclassification has made wrong and not yet mended, in case it is cut short.
CREATE TABLE IF NOT EXISTS stale_hours
(
    site LowCardinality(String),
    hour DateTime('UTC')
)
ENGINE = ReplacingMergeTree
ORDER BY (site, hour)
