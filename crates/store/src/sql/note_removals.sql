-- Notes the loads whose events are about to be taken out.
INSERT INTO removals (site, load)
SELECT DISTINCT site, bitShiftRight(batch, 12)
FROM events
WHERE site = {site:String}
    AND time >= fromUnixTimestamp64Milli({from:Int64}, 'UTC')
    AND time < fromUnixTimestamp64Milli({to:Int64}, 'UTC')
    AND (empty({pages:Array(UInt64)}) OR has({pages:Array(UInt64)}, sipHash64(path)))
