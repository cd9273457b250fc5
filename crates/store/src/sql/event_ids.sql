-- Which event ids does a period hold? What an import has brought before, it does not bring again.
SELECT id
FROM events
WHERE site = {site:String}
    AND time >= fromUnixTimestamp64Milli({from:Int64}, 'UTC')
    AND time <= fromUnixTimestamp64Milli({to:Int64}, 'UTC')
    AND id != 0
