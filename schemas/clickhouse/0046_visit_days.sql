-- Visits by the day of the site's zone on which they began: all (dimension '', value ''), and by entry page, exit page, source and
-- channel. `pages` are their views, `seconds` their length from first to last event; `returning` those of readers who had been there before.
CREATE TABLE IF NOT EXISTS visit_days
(
    site      LowCardinality(String) CODEC(ZSTD(1)),
    dimension LowCardinality(String) CODEC(ZSTD(1)),
    day       Date CODEC(Delta(2), ZSTD(1)),
    value     String CODEC(ZSTD(1)),
    visits    UInt64 CODEC(T64, ZSTD(1)),
    bounces   UInt64 CODEC(T64, ZSTD(1)),
    returning UInt64 CODEC(T64, ZSTD(1)),
    pages     UInt64 CODEC(T64, ZSTD(1)),
    seconds   UInt64 CODEC(T64, ZSTD(1)),
    version   UInt64 CODEC(Delta(8), ZSTD(1))
)
ENGINE = ReplacingMergeTree(version)
PARTITION BY toYYYYMM(day)
ORDER BY (site, dimension, day, value)
SETTINGS index_granularity = 1024
