-- Loads of which the table of events holds more or fewer rows than the ledger says. A load's rows of the ledger lie within
-- a day of one another.
WITH loads AS
(
    SELECT bitOr(bitOr(bitShiftLeft(toUInt64(node), 36), bitShiftLeft(toUInt64(origin = 'bulk'), 35)), sequence) AS load
    FROM ledger
    WHERE minute >= toDateTime({from:UInt32}, 'UTC') AND minute < toDateTime({to:UInt32}, 'UTC')
        AND NOT (node = {node:UInt16} AND origin = 'spool' AND sequence > {through:UInt64})
)
SELECT toString(site) AS site, bitShiftLeft(load, 12) AS batch, sum(held) AS stored, sum(seen) AS found
FROM
(
    SELECT
        site,
        bitOr(bitOr(bitShiftLeft(toUInt64(node), 36), bitShiftLeft(toUInt64(origin = 'bulk'), 35)), sequence) AS load,
        stored AS held,
        toUInt64(0) AS seen
    FROM ledger FINAL
    WHERE minute >= toDateTime({from:UInt32}, 'UTC') - INTERVAL 1 DAY
        AND minute < toDateTime({to:UInt32}, 'UTC') + INTERVAL 1 DAY
        AND load IN (SELECT load FROM loads)
    UNION ALL
    SELECT site, bitShiftRight(batch, 12) AS load, toUInt64(0) AS held, count() AS seen
    FROM events
    WHERE batch >= {first:UInt64} AND batch <= {last:UInt64} AND load IN (SELECT load FROM loads)
    GROUP BY site, load
)
GROUP BY site, load
HAVING stored != found
ORDER BY load, site
LIMIT 100
