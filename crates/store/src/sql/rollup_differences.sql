-- In which hours of a period do the rollups not agree with the raw events? Hours whose events are gone are left alone.
SELECT toString(compared.site) AS site, toUnixTimestamp(compared.hour) AS hour
FROM
(
    SELECT site, toStartOfHour(time) AS hour, count() AS raw, 0 AS rolled
    FROM events
    WHERE time >= fromUnixTimestamp64Milli({from:Int64}, 'UTC')
        AND time < fromUnixTimestamp64Milli({to:Int64}, 'UTC')
    GROUP BY site, hour
    UNION ALL
    SELECT site, hour, 0 AS raw, sum(events) AS rolled
    FROM page_hours FINAL
    WHERE hour >= fromUnixTimestamp64Milli({from:Int64}, 'UTC')
        AND hour < fromUnixTimestamp64Milli({to:Int64}, 'UTC')
    GROUP BY site, hour
) AS compared
LEFT JOIN (SELECT site, max(moment) AS border FROM raw_borders GROUP BY site) AS kept ON kept.site = compared.site
WHERE compared.hour >= kept.border
GROUP BY site, hour
HAVING sum(raw) != sum(rolled)
ORDER BY site, hour
