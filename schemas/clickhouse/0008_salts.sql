-- The daily secrets on which several collectors agree: of a day's proposals the first is its salt. A partition a day, so
-- that a day is destroyed as a whole, and what is dropped leaves the disk within seconds.
CREATE TABLE IF NOT EXISTS salts
(
    day         Date,
    salt        String,
    node        UInt16,
    proposed_at DateTime64(6, 'UTC') DEFAULT now64(6)
)
ENGINE = MergeTree
PARTITION BY day
ORDER BY (day, proposed_at, salt)
SETTINGS
    old_parts_lifetime = 1,
    cleanup_delay_period = 1,
    cleanup_delay_period_random_add = 0,
    max_cleanup_delay_period = 5
