-- How were the visits of each day, by the values of a dimension ('' counts all)? Those of today through the last hour that is over.
SELECT
    toString(value) AS value,
    toDate32(day) AS day,
    sum(visit_days.visits) AS visits,
    sum(visit_days.bounces) AS bounces,
    sum(visit_days.returning) AS returning,
    sum(visit_days.pages) AS pages,
    sum(visit_days.seconds) AS seconds
FROM visit_days FINAL
WHERE site = {site:String}
    AND dimension = {dimension:String}
    AND day >= toDate(fromUnixTimestamp64Milli({from:Int64}, 'UTC'), {zone:String})
    AND day <= toDate(fromUnixTimestamp64Milli({to:Int64} - 1, 'UTC'), {zone:String})
GROUP BY value, day
HAVING visits > 0
ORDER BY day, visits DESC, value
