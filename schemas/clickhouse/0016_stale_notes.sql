-- Hours whose rollups are to be computed anew, for whatever reason and by whichever node. Who clears an hour names the notes
-- that it has seen, so that one that came meanwhile stays. Note 0 is held: its hour is not ready to be computed.
ALTER TABLE stale_hours
    ADD COLUMN IF NOT EXISTS note UInt64,
    MODIFY ORDER BY (site, hour, note)
