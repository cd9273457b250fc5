-- Every hour with events is to be computed into the new rollups. A store without events has none.
INSERT INTO stale_hours (site, hour, note)
SELECT DISTINCT site, toStartOfHour(time), 1
FROM events
