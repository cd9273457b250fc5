-- How many events has each day of a site's zone in [from, to)?
SELECT toUnixTimestamp64Milli(toDateTime64(toStartOfDay(time, {zone:String}), 3)) AS start_ms, count() AS events
FROM events
WHERE site = {site:String}
    AND time >= fromUnixTimestamp64Milli({from:Int64}, 'UTC')
    AND time < fromUnixTimestamp64Milli({to:Int64}, 'UTC')
GROUP BY start_ms
ORDER BY start_ms
