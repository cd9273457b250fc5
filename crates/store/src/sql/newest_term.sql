-- Who holds a lease, in which term, and for how long yet, by the database's clock?
-- A term that begins later than it could last was granted before the clock was set back. It is over, or nobody could take
-- the place of a holder that died until the clock has caught up.
SELECT
    term,
    holder,
    if(
        granted_at > now64(6) + toIntervalMillisecond(length_ms),
        toInt64(0),
        dateDiff('millisecond', now64(3), toDateTime64(granted_at, 3) + toIntervalMillisecond(length_ms))
    ) AS left_ms
FROM leases
WHERE name = {name:String}
ORDER BY term DESC
LIMIT 1
