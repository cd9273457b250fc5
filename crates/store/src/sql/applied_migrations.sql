-- Which migrations has this database had?
SELECT number, name, checksum FROM migrations FINAL ORDER BY number
