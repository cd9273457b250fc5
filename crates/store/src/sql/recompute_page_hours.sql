-- Counts the hours [from, to) of a site anew. Keys that the rollup holds and the events no longer do are
-- written as zeros, so that running it again always gives the same answer.
-- The new version is greater than the old even where the clock has gone back.
INSERT INTO page_hours (site, hour, path, events, views, shares, engaged_ms, version)
SELECT
    {site:String},
    hour,
    path,
    sum(part_events),
    sum(part_views),
    sum(part_shares),
    sum(part_engaged),
    greatest(toUnixTimestamp64Micro(now64(6)), max(old_version) + 1)
FROM
(
    SELECT
        toStartOfHour(time) AS hour,
        path,
        count() AS part_events,
        countIf(type = 'view' AND verdict = 'human') AS part_views,
        countIf(type = 'share' AND verdict = 'human') AS part_shares,
        sumIf(toUInt64(engaged_ms), verdict = 'human') AS part_engaged,
        toInt64(0) AS old_version
    FROM events
    WHERE site = {site:String}
        AND time >= fromUnixTimestamp64Milli({from:Int64}, 'UTC')
        AND time < fromUnixTimestamp64Milli({to:Int64}, 'UTC')
    GROUP BY hour, path
    UNION ALL
    SELECT hour, path, 0, 0, 0, 0, toInt64(max(version))
    FROM page_hours
    WHERE site = {site:String}
        AND hour >= fromUnixTimestamp64Milli({from:Int64}, 'UTC')
        AND hour < fromUnixTimestamp64Milli({to:Int64}, 'UTC')
    GROUP BY hour, path
)
GROUP BY hour, path
