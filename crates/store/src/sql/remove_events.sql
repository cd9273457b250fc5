-- Takes events of a site out for good, by rewriting the parts that hold them. The statement stays on disk for a while, so pages
-- are named by numbers, here and in its sisters.
ALTER TABLE events DELETE
WHERE site = {site:String}
    AND time >= fromUnixTimestamp64Milli({from:Int64}, 'UTC')
    AND time < fromUnixTimestamp64Milli({to:Int64}, 'UTC')
    AND (empty({pages:Array(UInt64)}) OR has({pages:Array(UInt64)}, sipHash64(path)))
