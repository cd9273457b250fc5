-- Days of a site's zone whose readers of sections, authors and languages the registry has changed since they were computed. Until
-- they are computed again they are counted from the raw events.
CREATE TABLE IF NOT EXISTS stale_days
(
    site LowCardinality(String),
    day  Date,
    note UInt64
)
ENGINE = ReplacingMergeTree
ORDER BY (site, day, note)
