-- Shares by hour, path and network, recomputed from `events`.
CREATE TABLE IF NOT EXISTS rollup_shares
(
    site    LowCardinality(String),
    hour    DateTime('UTC') CODEC(Delta(4), ZSTD(1)),
    path    String CODEC(ZSTD(1)),
    network LowCardinality(String),
    shares  UInt64 CODEC(T64, ZSTD(1)),
    version UInt64 CODEC(Delta(8), ZSTD(1))
)
ENGINE = ReplacingMergeTree(version)
PARTITION BY toYYYYMM(hour)
ORDER BY (site, hour, path, network)
