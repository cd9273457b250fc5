-- A table that takes what `events` takes, refuses what it refuses, and keeps nothing.
CREATE OR REPLACE TABLE events_trial AS events
ENGINE = Null
