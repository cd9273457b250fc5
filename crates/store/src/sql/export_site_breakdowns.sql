-- The same of the whole site by hour (UTC), and its counts under the dimension ''.
SELECT
    toString(site) AS site,
    toDateTime64(site_breakdowns.hour, 3, 'UTC') AS hour,
    toString(dimension) AS dimension,
    toString(value) AS value,
    toString(within) AS within,
    site_breakdowns.views AS views,
    site_breakdowns.shares AS shares,
    site_breakdowns.engaged_ms AS engaged_ms
FROM site_breakdowns FINAL
WHERE site = {site:String}
    AND site_breakdowns.hour >= fromUnixTimestamp64Milli({from:Int64}, 'UTC')
    AND site_breakdowns.hour < fromUnixTimestamp64Milli({to:Int64}, 'UTC')
    AND (views > 0 OR shares > 0 OR engaged_ms > 0)
ORDER BY dimension, hour, value, within
