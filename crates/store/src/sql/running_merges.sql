-- How many merges of parts are under way?
SELECT count()
FROM system.merges
WHERE database = currentDatabase()
