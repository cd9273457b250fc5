-- Notes the days on which any of these pages was read: the registry has changed what they are.
INSERT INTO stale_days (site, day, note)
SELECT {site:String}, day, toUnixTimestamp64Micro(now64(6))
FROM page_days
WHERE site = {site:String} AND (empty({pages:Array(String)}) OR path IN {pages:Array(String)})
GROUP BY day
