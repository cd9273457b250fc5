-- How many changes of stored events are still under way, after a restart too.
SELECT count() AS mutations
FROM system.mutations
WHERE database = currentDatabase() AND table = 'events' AND NOT is_done AND NOT is_killed
