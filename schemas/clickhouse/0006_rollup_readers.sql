-- Mergeable reader states by day of the site's zone: of the whole site (scope 'site', key '') and of each
-- article (scope 'article', key its path). Kept apart from the counts and at day grain only: a state in
-- every row of an hourly rollup makes it as large as the raw events.
CREATE TABLE IF NOT EXISTS rollup_readers
(
    site    LowCardinality(String),
    day     Date CODEC(Delta(2), ZSTD(1)),
    scope   LowCardinality(String),
    key     String CODEC(ZSTD(1)),
    readers AggregateFunction(uniqCombined64, UInt64),
    version UInt64 CODEC(Delta(8), ZSTD(1))
)
ENGINE = ReplacingMergeTree(version)
PARTITION BY toYYYYMM(day)
ORDER BY (site, scope, day, key)
