-- Who may do what only one at a time should. Every renewal and every change of hands is a term; a term is inserted under
-- a token of its own, so that of several claims to it the database keeps the first.
CREATE TABLE IF NOT EXISTS leases
(
    name       LowCardinality(String),
    term       UInt64,
    holder     String,
    length_ms  UInt32,
    granted_at DateTime64(6, 'UTC') DEFAULT now64(6)
)
ENGINE = ReplacingMergeTree(term)
ORDER BY name
SETTINGS non_replicated_deduplication_window = 1000
