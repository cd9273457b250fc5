-- What became of what was received: one row a load (a segment of the spool, or a bulk load) with its site and minute of receipt.
-- A row is a pure function of its load, so writing it again is harmless; of several the newest holds.
CREATE TABLE IF NOT EXISTS ledger
(
    site      LowCardinality(String),
    minute    DateTime('UTC') CODEC(Delta(4), ZSTD(1)),
    node      UInt16,
    origin    LowCardinality(String),
    sequence  UInt64 CODEC(Delta(8), ZSTD(1)),
    accepted  UInt64 CODEC(T64, ZSTD(1)),
    repeated  UInt64 CODEC(T64, ZSTD(1)),
    dropped   Map(LowCardinality(String), UInt64) CODEC(ZSTD(1)),
    stored    UInt64 CODEC(T64, ZSTD(1)),
    dead      UInt64 CODEC(T64, ZSTD(1)),
    lost      UInt64 CODEC(T64, ZSTD(1)),
    loaded_at DateTime64(6, 'UTC') DEFAULT now64(6) CODEC(Delta(8), ZSTD(1))
)
ENGINE = ReplacingMergeTree(loaded_at)
PARTITION BY toYYYYMM(minute)
ORDER BY (site, minute, node, origin, sequence)
TTL minute + INTERVAL 35 DAY
