-- Which node a number belongs to. A claim is inserted under a token made of the number, so that of several the database
-- keeps the first; a number is given away for ever.
CREATE TABLE IF NOT EXISTS nodes
(
    number     UInt16,
    identity   String,
    claimed_at DateTime64(6, 'UTC') DEFAULT now64(6)
)
ENGINE = MergeTree
ORDER BY number
SETTINGS non_replicated_deduplication_window = 65536
