-- Which tables were being filled to replace another when the database died? None is as old as the database's process that
-- anybody still fills.
SELECT name
FROM system.tables
WHERE database = currentDatabase()
    AND startsWith(name, '_tmp_replace_')
    AND metadata_modification_time <= now() - toIntervalSecond(uptime())
ORDER BY name
