-- Loads (node, origin and sequence, as in a batch's number) from which events of a site are taken out on purpose. The ledger is
-- brought in line with what is left of them, and they are forgotten; as long as one stands here, that may be owed.
CREATE TABLE IF NOT EXISTS removals
(
    site     LowCardinality(String),
    load     UInt64,
    noted_at DateTime64(6, 'UTC') DEFAULT now64(6)
)
ENGINE = ReplacingMergeTree(noted_at)
ORDER BY (site, load)
TTL toDateTime(noted_at) + INTERVAL 36 DAY
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1
