-- How many parts of these tables were replaced by others and are still on disk?
SELECT count() FROM system.parts
WHERE database = currentDatabase() AND NOT active AND table IN {tables:Array(String)}
