-- Through which kinds of client was the site read and shared in a period?
SELECT
    toString(platform) AS platform,
    countIf(type = 'view') AS views,
    uniqCombined64If(reader, type IN ('view', 'engage') AND reader != 0) AS readers,
    countIf(type = 'share') AS shares
FROM events
WHERE site = {site:String}
    AND time >= fromUnixTimestamp64Milli({from:Int64}, 'UTC')
    AND time < fromUnixTimestamp64Milli({to:Int64}, 'UTC')
    AND verdict = 'human'
GROUP BY platform
ORDER BY views DESC, platform
