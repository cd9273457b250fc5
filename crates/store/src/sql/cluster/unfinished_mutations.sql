-- Changes of stored events that are still under way on any server: why each failed of late, if it did.
SELECT latest_fail_reason
FROM clusterAllReplicas('{cluster}', system.mutations)
WHERE database = currentDatabase() AND table = 'events_local' AND NOT is_done AND NOT is_killed
