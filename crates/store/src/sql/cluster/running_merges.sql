-- How many merges of parts are under way, on all servers?
SELECT count()
FROM clusterAllReplicas('{cluster}', system.merges)
WHERE database = currentDatabase()
