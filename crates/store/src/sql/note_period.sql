-- Notes every hour of a period that has events or rollups, as far as the events are still there.
INSERT INTO stale_hours (site, hour, note)
SELECT {site:String}, hour, {note:UInt64}
FROM
(
    SELECT DISTINCT toStartOfHour(time) AS hour
    FROM events
    WHERE site = {site:String}
        AND time >= fromUnixTimestamp64Milli({from:Int64}, 'UTC')
        AND time < fromUnixTimestamp64Milli({to:Int64}, 'UTC')
    UNION DISTINCT
    SELECT DISTINCT hour
    FROM page_hours
    WHERE site = {site:String}
        AND hour >= fromUnixTimestamp64Milli({from:Int64}, 'UTC')
        AND hour < fromUnixTimestamp64Milli({to:Int64}, 'UTC')
)
WHERE hour >= (SELECT max(moment) FROM raw_borders WHERE site = {site:String})
