-- Through which networks was the site shared, week by week?
SELECT network, toDate32(toMonday(toDate(hour, {zone:String}))) AS week, sum(shares) AS shares
FROM
(
    SELECT hour, toString(network) AS network, shares
    FROM rollup_shares FINAL
    WHERE site = {site:String}
        AND hour >= fromUnixTimestamp64Milli({from:Int64}, 'UTC')
        AND hour < fromUnixTimestamp64Milli(least({to:Int64}, {open:Int64}), 'UTC')
    UNION ALL
    SELECT toStartOfHour(time) AS hour, toString(network) AS network, count() AS shares
    FROM events
    WHERE site = {site:String}
        AND time >= fromUnixTimestamp64Milli(greatest({from:Int64}, {open:Int64}), 'UTC')
        AND time < fromUnixTimestamp64Milli({to:Int64}, 'UTC')
        AND type = 'share' AND verdict = 'human'
    GROUP BY hour, network
)
GROUP BY network, week
HAVING shares > 0
ORDER BY week, shares DESC
