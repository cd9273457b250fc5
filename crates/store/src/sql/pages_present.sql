-- Which pages have readers who gave a sign of life in a period of some minutes?
SELECT toString(path) AS path, uniqExact(reader) AS readers
FROM events
WHERE site = {site:String}
    AND time >= fromUnixTimestamp64Milli({from:Int64}, 'UTC')
    AND time < fromUnixTimestamp64Milli({to:Int64}, 'UTC')
    AND type IN ('view', 'engage') AND verdict = 'human' AND reader != 0
GROUP BY path
ORDER BY readers DESC, path
LIMIT {limit:UInt32}
