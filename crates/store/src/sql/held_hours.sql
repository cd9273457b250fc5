-- How many hours of a site before a moment are held?
SELECT count() FROM stale_hours
WHERE site = {site:String} AND note = 0 AND hour < fromUnixTimestamp64Milli({before:Int64}, 'UTC')
