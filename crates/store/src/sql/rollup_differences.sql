-- In which hours do the rollups not agree with the raw events, or may count what was since reclassified?
SELECT toString(site) AS site, toUnixTimestamp(hour) AS hour
FROM
(
    SELECT site, toStartOfHour(time) AS hour, count() AS raw, 0 AS rolled
    FROM events
    WHERE time < fromUnixTimestamp64Milli({open:Int64}, 'UTC')
    GROUP BY site, hour
    UNION ALL
    SELECT site, hour, 0 AS raw, sum(events) AS rolled
    FROM rollup_hours FINAL
    WHERE hour < fromUnixTimestamp64Milli({open:Int64}, 'UTC')
    GROUP BY site, hour
)
GROUP BY site, hour
HAVING sum(raw) != sum(rolled)
UNION DISTINCT
SELECT toString(site) AS site, toUnixTimestamp(hour) AS hour
FROM stale_hours FINAL
WHERE hour < fromUnixTimestamp64Milli({open:Int64}, 'UTC')
ORDER BY site, hour
