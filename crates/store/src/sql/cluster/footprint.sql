-- How much room do a database's tables take on disk, all replicas together?
SELECT replaceRegexpOne(table, '_local$', '') AS table, sum(rows) AS rows, sum(bytes_on_disk) AS bytes, count() AS parts
FROM clusterAllReplicas('{cluster}', system.parts)
WHERE active AND database = currentDatabase()
GROUP BY table
ORDER BY table
