-- What nodes have loaded, so that the public counters of the others take it in. A row of kind `spool` says that the events of a
-- node's segments after `after` through `through` have landed; one without rows says where a stream begins or stands. One of
-- kind `recount` says that events changed past the spool, and counters are to be set anew; `through` is only its number.
CREATE TABLE IF NOT EXISTS loads
(
    node      UInt16,
    kind      LowCardinality(String),
    after     UInt64,
    through   UInt64,
    rows      UInt64,
    earliest  DateTime64(3, 'UTC'),
    latest    DateTime64(3, 'UTC'),
    loaded_at DateTime64(6, 'UTC') DEFAULT now64(6)
)
ENGINE = MergeTree
ORDER BY loaded_at
TTL toDateTime(loaded_at) + INTERVAL 7 DAY
