-- Which tables let go of replaced parts at once?
SELECT name FROM system.tables WHERE database = currentDatabase() AND engine_full LIKE '%old_parts_lifetime = 0%'
