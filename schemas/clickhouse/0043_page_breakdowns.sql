-- From where, in which country, on which device and through which network each page was read or shared, by day of the site's
-- zone. `within` is what a value belongs to: the channel of a source.
CREATE TABLE IF NOT EXISTS page_breakdowns
(
    site      LowCardinality(String) CODEC(ZSTD(1)),
    dimension LowCardinality(String) CODEC(ZSTD(1)),
    day       Date CODEC(Delta(2), ZSTD(1)),
    path      String CODEC(ZSTD(1)),
    value     LowCardinality(String) CODEC(ZSTD(1)),
    within    LowCardinality(String) CODEC(ZSTD(1)),
    views     UInt64 CODEC(T64, ZSTD(1)),
    shares    UInt64 CODEC(T64, ZSTD(1)),
    version   UInt64 CODEC(Delta(8), ZSTD(1))
)
ENGINE = ReplacingMergeTree(version)
PARTITION BY toYYYYMM(day)
ORDER BY (site, dimension, day, path, value, within)
SETTINGS index_granularity = 1024
