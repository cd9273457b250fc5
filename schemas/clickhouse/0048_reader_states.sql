-- Mergeable states of the readers of today and yesterday, so that those of the open hours can be added. Days before are in
-- `scope_days` for good, and are dropped here.
CREATE TABLE IF NOT EXISTS reader_states
(
    site    LowCardinality(String) CODEC(ZSTD(1)),
    scope   LowCardinality(String) CODEC(ZSTD(1)),
    day     Date CODEC(Delta(2), ZSTD(1)),
    key     String CODEC(ZSTD(1)),
    readers AggregateFunction(uniqCombined64, UInt64) CODEC(ZSTD(1)),
    version UInt64 CODEC(Delta(8), ZSTD(1))
)
ENGINE = ReplacingMergeTree(version)
PARTITION BY day
ORDER BY (site, scope, day, key)
SETTINGS index_granularity = 64
