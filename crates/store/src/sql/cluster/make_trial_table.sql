-- A table that takes what `events` takes, refuses what it refuses, and keeps nothing; on every server, since any may be asked.
CREATE OR REPLACE TABLE events_trial ON CLUSTER '{cluster}' AS events_local
ENGINE = Null
