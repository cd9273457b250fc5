-- What a day of the site's zone brought to the whole site (scope 'site', key ''), and to each article, story, section, author and
-- language: views, shares, readers, and how many of these were there on the day before as well (`carried`). A reader's number lives
-- for one stretch of days, so the readers of several days are the sum of both columns' difference, and exact.
CREATE TABLE IF NOT EXISTS scope_days
(
    site    LowCardinality(String) CODEC(ZSTD(1)),
    scope   LowCardinality(String) CODEC(ZSTD(1)),
    day     Date CODEC(Delta(2), ZSTD(1)),
    key     String CODEC(ZSTD(1)),
    views   UInt64 CODEC(T64, ZSTD(1)),
    shares  UInt64 CODEC(T64, ZSTD(1)),
    readers UInt64 CODEC(T64, ZSTD(1)),
    carried UInt64 CODEC(T64, ZSTD(1)),
    version UInt64 CODEC(Delta(8), ZSTD(1))
)
ENGINE = ReplacingMergeTree(version)
PARTITION BY toYYYYMM(day)
ORDER BY (site, scope, day, key)
SETTINGS index_granularity = 1024
