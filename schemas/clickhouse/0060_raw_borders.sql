-- Of sites that keep their events for so many days only: the first day of the site's zone whose rollups may still be computed from
-- events, and the moment (UTC) at which it begins. Of what is before it the rollups are all that is known, and are never touched again.
-- The latest day holds.
CREATE TABLE IF NOT EXISTS raw_borders
(
    site   LowCardinality(String),
    day    Date,
    moment DateTime('UTC')
)
ENGINE = ReplacingMergeTree(day)
ORDER BY site
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1
