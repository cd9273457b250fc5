-- In which months are there events or rollups, of all sites?
SELECT DISTINCT toUInt32(partition) AS month
FROM clusterAllReplicas('{cluster}', system.parts)
WHERE active AND database = currentDatabase() AND table IN ('events_local', 'page_hours_local')
ORDER BY month
