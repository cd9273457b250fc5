-- What do the events hold that are to be erased?
SELECT
    count() AS events,
    countIf(type = 'view' AND verdict = 'human') AS views,
    uniqExact(path) AS pages,
    uniqExact(toDate(time, {zone:String})) AS days
FROM events
WHERE site = {site:String}
    AND time >= fromUnixTimestamp64Milli({from:Int64}, 'UTC')
    AND time < fromUnixTimestamp64Milli({to:Int64}, 'UTC')
    AND (empty({pages:Array(UInt64)}) OR has({pages:Array(UInt64)}, sipHash64(path)))
