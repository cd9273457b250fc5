-- Which tables belong into a backup? Salts are secrets of a day, leases and loads speak of processes that run.
SELECT name
FROM system.tables
WHERE database = currentDatabase() AND engine LIKE '%MergeTree' AND name NOT IN ('salts', 'leases', 'loads')
ORDER BY name
