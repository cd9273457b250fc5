-- Counts of each page by day of the site's zone, recomputed from `events`.
CREATE TABLE IF NOT EXISTS page_days
(
    site       LowCardinality(String) CODEC(ZSTD(1)),
    day        Date CODEC(Delta(2), ZSTD(1)),
    path       String CODEC(ZSTD(1)),
    views      UInt64 CODEC(T64, ZSTD(1)),
    shares     UInt64 CODEC(T64, ZSTD(1)),
    engaged_ms UInt64 CODEC(T64, ZSTD(1)),
    version    UInt64 CODEC(Delta(8), ZSTD(1))
)
ENGINE = ReplacingMergeTree(version)
PARTITION BY toYYYYMM(day)
ORDER BY (site, day, path)
SETTINGS index_granularity = 1024
