-- How many parts has the database set aside, since it could not read them?
SELECT count() FROM system.detached_parts WHERE database = currentDatabase()
