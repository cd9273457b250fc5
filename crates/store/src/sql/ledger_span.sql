-- The lowest and the highest batch number that loads of a stretch of the ledger can have, so that their events are found
-- without looking at all others.
SELECT
    min(bitShiftLeft(load, 12)) AS first,
    max(bitOr(bitShiftLeft(load, 12), toUInt64(4095))) AS last
FROM
(
    SELECT bitOr(bitOr(bitShiftLeft(toUInt64(node), 36), bitShiftLeft(toUInt64(origin = 'bulk'), 35)), sequence) AS load
    FROM ledger
    WHERE minute >= toDateTime({from:UInt32}, 'UTC') AND minute < toDateTime({to:UInt32}, 'UTC')
        AND NOT (node = {node:UInt16} AND origin = 'spool' AND sequence > {through:UInt64})
)
