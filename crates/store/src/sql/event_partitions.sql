-- In which months are there events or rollups, of all sites?
SELECT DISTINCT toUInt32(partition) AS month
FROM system.parts
WHERE active AND database = currentDatabase() AND table IN ('events', 'page_hours')
ORDER BY month
