-- Which hours that began until a moment are to be computed anew, and by which notes? Held ones are not.
SELECT toString(site) AS site, toUnixTimestamp(hour) AS hour, groupUniqArray(note) AS notes
FROM stale_hours
WHERE note != 0
    AND hour <= fromUnixTimestamp64Milli({until:Int64}, 'UTC')
GROUP BY site, hour
ORDER BY site, hour
LIMIT {limit:UInt64}
