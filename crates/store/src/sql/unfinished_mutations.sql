-- Changes of stored events that are still under way, after a restart too: why each failed of late, if it did.
SELECT latest_fail_reason
FROM system.mutations
WHERE database = currentDatabase() AND table = 'events' AND NOT is_done AND NOT is_killed
