-- The same of the whole site by hour (UTC), and its counts: the dimension '' with the value ''.
CREATE TABLE IF NOT EXISTS site_breakdowns
(
    site       LowCardinality(String) CODEC(ZSTD(1)),
    dimension  LowCardinality(String) CODEC(ZSTD(1)),
    hour       DateTime('UTC') CODEC(Delta(4), ZSTD(1)),
    value      LowCardinality(String) CODEC(ZSTD(1)),
    within     LowCardinality(String) CODEC(ZSTD(1)),
    views      UInt64 CODEC(T64, ZSTD(1)),
    shares     UInt64 CODEC(T64, ZSTD(1)),
    engaged_ms UInt64 CODEC(T64, ZSTD(1)),
    version    UInt64 CODEC(Delta(8), ZSTD(1))
)
ENGINE = ReplacingMergeTree(version)
PARTITION BY toYYYYMM(hour)
ORDER BY (site, dimension, hour, value, within)
SETTINGS index_granularity = 1024
