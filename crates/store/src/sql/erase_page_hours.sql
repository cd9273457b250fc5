-- Takes out what the rollup `page_hours` holds of what is erased.
ALTER TABLE page_hours DELETE
WHERE site = {site:String}
    AND hour >= fromUnixTimestamp64Milli({from:Int64}, 'UTC') AND hour < fromUnixTimestamp64Milli({to:Int64}, 'UTC')
    AND (empty({pages:Array(UInt64)}) OR has({pages:Array(UInt64)}, sipHash64(path)))
