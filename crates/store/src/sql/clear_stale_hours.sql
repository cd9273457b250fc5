-- Forgets that hours of a site were to be computed, as far as the given notes say so.
DELETE FROM stale_hours
WHERE site = {site:String}
    AND hour >= fromUnixTimestamp64Milli({from:Int64}, 'UTC')
    AND hour < fromUnixTimestamp64Milli({to:Int64}, 'UTC')
    AND note IN {notes:Array(UInt64)}
