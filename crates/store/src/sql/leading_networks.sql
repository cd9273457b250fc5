-- Through which networks was the site shared in a period?
SELECT toString(network) AS network, count() AS shares
FROM events
WHERE site = {site:String}
    AND time >= fromUnixTimestamp64Milli({from:Int64}, 'UTC')
    AND time < fromUnixTimestamp64Milli({to:Int64}, 'UTC')
    AND type = 'share' AND verdict = 'human'
GROUP BY network
ORDER BY shares DESC, network
