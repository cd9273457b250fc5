-- How does the server stand that answers? Its time in milliseconds since 1970, the most parts that a month of a table has, the table,
-- what of its fullest disk is free, and how many batches the table of events remembers; a replicated one does so unasked.
SELECT
    toUnixTimestamp64Milli(now64(3)) AS now,
    fullest.parts AS parts,
    fullest.table AS table,
    (SELECT toFloat64(min(free_space / greatest(total_space, 1))) FROM system.disks) AS free,
    (
        SELECT if(engine = 'MergeTree', toUInt64OrZero(extract(engine_full, 'deduplication_window = (\\d+)')), 1)
        FROM system.tables
        WHERE database = currentDatabase() AND name = 'events'
    ) AS remembered,
    version() AS version
FROM
(
    SELECT max(counted.parts) AS parts, toString(argMax(counted.table, counted.parts)) AS table
    FROM
    (
        SELECT table, count() AS parts
        FROM system.parts
        WHERE active AND database = currentDatabase()
        GROUP BY table, partition
    ) AS counted
) AS fullest
