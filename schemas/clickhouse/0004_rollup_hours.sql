-- Counts by hour and path, recomputed from `events`; the row of the greatest version is the true one.
-- `events` counts every row, machines included, so that the sums can be held against the raw table.
CREATE TABLE IF NOT EXISTS rollup_hours
(
    site       LowCardinality(String),
    hour       DateTime('UTC') CODEC(Delta(4), ZSTD(1)),
    path       String CODEC(ZSTD(1)),
    events     UInt64 CODEC(T64, ZSTD(1)),
    views      UInt64 CODEC(T64, ZSTD(1)),
    shares     UInt64 CODEC(T64, ZSTD(1)),
    engaged_ms UInt64 CODEC(T64, ZSTD(1)),
    version    UInt64 CODEC(Delta(8), ZSTD(1))
)
ENGINE = ReplacingMergeTree(version)
PARTITION BY toYYYYMM(hour)
ORDER BY (site, hour, path)
