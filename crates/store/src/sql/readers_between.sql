-- How many readers had the site in a period?
SELECT uniqCombined64(reader) AS readers
FROM events
WHERE site = {site:String}
    AND time >= fromUnixTimestamp64Milli({from:Int64}, 'UTC')
    AND time < fromUnixTimestamp64Milli({to:Int64}, 'UTC')
    AND type IN ('view', 'engage') AND verdict = 'human' AND reader != 0
