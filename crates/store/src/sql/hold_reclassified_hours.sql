-- Notes the hours whose counts the found changes touch: those in which an event begins or ceases to count. They are held,
-- since they are not to be computed before the changes are made.
INSERT INTO stale_hours (site, hour, note)
SELECT DISTINCT site, toStartOfHour(time), 0
FROM events
WHERE site = {site:String}
    AND time >= fromUnixTimestamp64Milli({from:Int64}, 'UTC')
    AND time < fromUnixTimestamp64Milli({to:Int64}, 'UTC')
    AND joinGet({mapping:String}, 'verdict', evidence) != ''
    AND (joinGet({mapping:String}, 'verdict', evidence) = 'human') != (verdict = 'human')
