-- Counts of each page by hour (UTC), through the last that is over.
SELECT
    toString(site) AS site,
    toDateTime64(page_hours.hour, 3, 'UTC') AS hour,
    path,
    page_hours.views AS views,
    page_hours.shares AS shares,
    page_hours.engaged_ms AS engaged_ms
FROM page_hours FINAL
WHERE site = {site:String}
    AND toDate(page_hours.hour) >= toDate(fromUnixTimestamp64Milli({from:Int64}, 'UTC'))
    AND page_hours.hour >= fromUnixTimestamp64Milli({from:Int64}, 'UTC')
    AND page_hours.hour < fromUnixTimestamp64Milli({to:Int64}, 'UTC')
    AND (views > 0 OR shares > 0 OR engaged_ms > 0)
ORDER BY hour, path
