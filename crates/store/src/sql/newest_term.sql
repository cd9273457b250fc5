-- Who holds a lease, in which term, and for how long yet, by the database's clock?
SELECT
    term,
    holder,
    dateDiff('millisecond', now64(3), toDateTime64(granted_at, 3) + toIntervalMillisecond(length_ms)) AS left_ms
FROM leases
WHERE name = {name:String}
ORDER BY term DESC
LIMIT 1
