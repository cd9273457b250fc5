-- Counts of each page by day of the site's zone, through the last hour that is over.
SELECT toString(site) AS site, day, path, page_days.views AS views, page_days.shares AS shares, page_days.engaged_ms AS engaged_ms
FROM page_days FINAL
WHERE site = {site:String}
    AND day >= toDate(fromUnixTimestamp64Milli({from:Int64}, 'UTC'), {zone:String})
    AND day <= toDate(fromUnixTimestamp64Milli({to:Int64} - 1, 'UTC'), {zone:String})
    AND (views > 0 OR shares > 0 OR engaged_ms > 0)
ORDER BY day, path
