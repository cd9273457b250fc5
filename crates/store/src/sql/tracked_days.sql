-- How many views of each day of the site's zone were reported by pages and applications?
SELECT toUInt16(toDate(time, {zone:String})) AS day, count() AS views
FROM events
WHERE site = {site:String}
    AND time >= fromUnixTimestamp64Milli({from:Int64}, 'UTC')
    AND time < fromUnixTimestamp64Milli({to:Int64}, 'UTC')
    AND type = 'view' AND verdict = 'human' AND platform != 'server'
GROUP BY day
ORDER BY day
