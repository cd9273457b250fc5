-- From which page readers went on to which within a visit, by the day of the site's zone on which the visit began.
CREATE TABLE IF NOT EXISTS page_moves
(
    site    LowCardinality(String) CODEC(ZSTD(1)),
    day     Date CODEC(Delta(2), ZSTD(1)),
    path    LowCardinality(String) CODEC(ZSTD(1)),
    next    LowCardinality(String) CODEC(ZSTD(1)),
    moves   UInt64 CODEC(T64, ZSTD(1)),
    version UInt64 CODEC(Delta(8), ZSTD(1))
)
ENGINE = ReplacingMergeTree(version)
PARTITION BY toYYYYMM(day)
ORDER BY (site, day, path, next)
SETTINGS index_granularity = 1024
