-- Notes every held hour as one to be computed. The held note stays until what it waits for is done.
INSERT INTO stale_hours (site, hour, note)
SELECT DISTINCT site, hour, greatest(rand64(), 1)
FROM stale_hours
WHERE note = 0
