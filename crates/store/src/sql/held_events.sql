-- How many events of a site are there in a stretch of time, of some pages or of all?
SELECT count() AS events
FROM events
WHERE site = {site:String}
    AND time >= fromUnixTimestamp64Milli({from:Int64}, 'UTC')
    AND time < fromUnixTimestamp64Milli({to:Int64}, 'UTC')
    AND (empty({pages:Array(UInt64)}) OR has({pages:Array(UInt64)}, sipHash64(path)))
