-- Brings the ledger in line with what is left of loads of a site whose events were taken out: what it holds for stored beyond that was
-- removed. To which minute those events belonged is not known; they are taken from the earliest ones. Run again it changes nothing.
INSERT INTO ledger (site, minute, node, origin, sequence, accepted, repeated, dropped, stored, dead, lost)
WITH loads AS (SELECT load FROM removals WHERE site = {site:String})
SELECT
    site,
    minute,
    node,
    origin,
    sequence,
    accepted - gone,
    repeated,
    mapUpdate(dropped, map(CAST('removed', 'LowCardinality(String)'), dropped['removed'] + gone)),
    stored - gone,
    dead,
    lost
FROM
(
    SELECT
        told.*,
        toUInt64(greatest(0, least(
            toInt64(told.stored),
            toInt64(sum(told.stored) OVER (PARTITION BY told.load)) - toInt64(held.events)
                - toInt64(sum(told.stored) OVER (PARTITION BY told.load ORDER BY told.minute)) + toInt64(told.stored)
        ))) AS gone
    FROM
    (
        SELECT
            *,
            bitOr(bitOr(bitShiftLeft(toUInt64(node), 36), bitShiftLeft(toUInt64(origin = 'bulk'), 35)), sequence) AS load
        FROM ledger FINAL
        WHERE site = {site:String} AND load IN loads
    ) AS told
    LEFT JOIN
    (
        SELECT bitShiftRight(batch, 12) AS load, count() AS events
        FROM events
        WHERE site = {site:String} AND load IN loads
        GROUP BY load
    ) AS held ON held.load = told.load
)
WHERE gone > 0
