-- In which months, which are the partitions, has a site events in a period?
SELECT DISTINCT toYYYYMM(time) AS month
FROM events
WHERE site = {site:String}
    AND time >= fromUnixTimestamp64Milli({from:Int64}, 'UTC')
    AND time < fromUnixTimestamp64Milli({to:Int64}, 'UTC')
ORDER BY month
