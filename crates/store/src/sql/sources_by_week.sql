-- Where did the views come from, week by week?
SELECT
    toString(channel) AS channel,
    toString(source) AS source,
    toDate32(toMonday(toDate(time, {zone:String}))) AS week,
    count() AS views
FROM events
WHERE site = {site:String}
    AND time >= fromUnixTimestamp64Milli({from:Int64}, 'UTC')
    AND time < fromUnixTimestamp64Milli({to:Int64}, 'UTC')
    AND type = 'view' AND verdict = 'human'
GROUP BY channel, source, week
ORDER BY week, views DESC
