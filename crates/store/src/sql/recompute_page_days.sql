-- Counts the days of a site's zone that begin in [from, to) anew, page by page. Keys that the rollup holds and the events no
-- longer do are written as zeros, here and in its sisters, so that running it again always gives the same answer.
-- The new version is greater than the old even where the clock has gone back.
INSERT INTO page_days (site, day, path, views, shares, engaged_ms, version)
SELECT
    {site:String},
    day,
    path,
    sum(part_views),
    sum(part_shares),
    sum(part_engaged),
    greatest(toUnixTimestamp64Micro(now64(6)), max(old_version) + 1)
FROM
(
    SELECT
        toDate(time, {zone:String}) AS day,
        path,
        countIf(type = 'view') AS part_views,
        countIf(type = 'share') AS part_shares,
        sum(toUInt64(engaged_ms)) AS part_engaged,
        toInt64(0) AS old_version
    FROM events
    WHERE site = {site:String}
        AND time >= fromUnixTimestamp64Milli({from:Int64}, 'UTC')
        AND time < fromUnixTimestamp64Milli({to:Int64}, 'UTC')
        AND verdict = 'human'
    GROUP BY day, path
    UNION ALL
    SELECT day, path, 0, 0, 0, toInt64(max(version))
    FROM page_days
    WHERE site = {site:String}
        AND day >= toDate(fromUnixTimestamp64Milli({from:Int64}, 'UTC'), {zone:String})
        AND day < toDate(fromUnixTimestamp64Milli({to:Int64}, 'UTC'), {zone:String})
    GROUP BY day, path
)
GROUP BY day, path
