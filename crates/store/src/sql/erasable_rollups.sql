-- How many rows of each rollup are to be erased?
SELECT 'page_hours' AS place, count() AS rows FROM page_hours
WHERE site = {site:String}
    AND hour >= fromUnixTimestamp64Milli({from:Int64}, 'UTC') AND hour < fromUnixTimestamp64Milli({to:Int64}, 'UTC')
    AND (empty({pages:Array(UInt64)}) OR has({pages:Array(UInt64)}, sipHash64(path)))
UNION ALL
SELECT 'page_days' AS place, count() AS rows FROM page_days
WHERE site = {site:String}
    AND day >= {first:Date} AND day <= {last:Date}
    AND (empty({pages:Array(UInt64)}) OR has({pages:Array(UInt64)}, sipHash64(path)))
UNION ALL
SELECT 'page_breakdowns' AS place, count() AS rows FROM page_breakdowns
WHERE site = {site:String}
    AND day >= {first:Date} AND day <= {last:Date}
    AND (empty({pages:Array(UInt64)}) OR has({pages:Array(UInt64)}, sipHash64(path)))
UNION ALL
SELECT 'site_breakdowns' AS place, count() AS rows FROM site_breakdowns
WHERE site = {site:String}
    AND hour >= fromUnixTimestamp64Milli({from:Int64}, 'UTC') AND hour < fromUnixTimestamp64Milli({to:Int64}, 'UTC')
    AND empty({pages:Array(UInt64)})
UNION ALL
SELECT 'scope_days' AS place, count() AS rows FROM scope_days
WHERE site = {site:String}
    AND day >= {first:Date} AND day <= {last:Date}
    AND (empty({pages:Array(UInt64)}) OR (scope IN ('article', 'story') AND has({pages:Array(UInt64)}, sipHash64(key))))
UNION ALL
SELECT 'reader_states' AS place, count() AS rows FROM reader_states
WHERE site = {site:String}
    AND day >= {first:Date} AND day <= {last:Date}
    AND (empty({pages:Array(UInt64)}) OR (scope IN ('article', 'story') AND has({pages:Array(UInt64)}, sipHash64(key))))
UNION ALL
SELECT 'visit_days' AS place, count() AS rows FROM visit_days
WHERE site = {site:String}
    AND day >= {first:Date} AND day <= {last:Date}
    AND (empty({pages:Array(UInt64)}) OR (dimension IN ('entry_page', 'exit_page') AND has({pages:Array(UInt64)}, sipHash64(value))))
UNION ALL
SELECT 'page_moves' AS place, count() AS rows FROM page_moves
WHERE site = {site:String}
    AND day >= {first:Date} AND day <= {last:Date}
    AND (empty({pages:Array(UInt64)}) OR has({pages:Array(UInt64)}, sipHash64(path)) OR has({pages:Array(UInt64)}, sipHash64(next)))
