-- Counts of each page by hour (UTC), recomputed from `events`; the row of the greatest version is the true one. A page's hours of a
-- day lie together, and the hour stands in the key as a number, so that a condition on `hour` finds the days. `events` counts every row,
-- machines included, so that the sums can be held against the raw table.
CREATE TABLE IF NOT EXISTS page_hours
(
    site       LowCardinality(String) CODEC(ZSTD(1)),
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
ORDER BY (site, toDate(hour), path, toUnixTimestamp(hour))
SETTINGS index_granularity = 1024
