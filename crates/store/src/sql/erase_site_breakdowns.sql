-- Takes out what the rollup `site_breakdowns` holds of what is erased.
ALTER TABLE site_breakdowns DELETE
WHERE site = {site:String}
    AND hour >= fromUnixTimestamp64Milli({from:Int64}, 'UTC') AND hour < fromUnixTimestamp64Milli({to:Int64}, 'UTC')
    AND empty({pages:Array(UInt64)})
