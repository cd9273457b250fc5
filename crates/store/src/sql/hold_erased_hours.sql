-- Notes the hours of events that are about to be erased. They are held, since they are not to be computed before that is done.
INSERT INTO stale_hours (site, hour, note)
SELECT DISTINCT site, toStartOfHour(time), 0
FROM events
WHERE site = {site:String}
    AND time >= fromUnixTimestamp64Milli({from:Int64}, 'UTC')
    AND time < fromUnixTimestamp64Milli({to:Int64}, 'UTC')
    AND (empty({pages:Array(UInt64)}) OR has({pages:Array(UInt64)}, sipHash64(path)))
