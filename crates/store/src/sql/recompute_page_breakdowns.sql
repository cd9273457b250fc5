-- Counts anew from where, in which country, on which device and through which network each page was read and shared on the days of the site's zone that begin in [from, to).
INSERT INTO page_breakdowns (site, dimension, day, path, value, within, views, shares, version)
SELECT
    {site:String},
    detail.1,
    day,
    path,
    detail.2,
    detail.3,
    sum(part_views),
    sum(part_shares),
    greatest(toUnixTimestamp64Micro(now64(6)), max(old_version) + 1)
FROM
(
    SELECT
        day,
        path,
        arrayFilter(
            detail -> detail.1 != 'network' OR detail.2 != '',
            [
                ('source', source, channel),
                ('country', country, ''),
                ('device', device, ''),
                ('network', network, '')
            ]
        ) AS details,
        part_views,
        part_shares,
        toInt64(0) AS old_version
    FROM
    (
        SELECT
            toDate(time, {zone:String}) AS day,
            toString(path) AS path,
            toString(source) AS source,
            toString(channel) AS channel,
            toString(country) AS country,
            toString(device) AS device,
            toString(network) AS network,
            countIf(type = 'view') AS part_views,
            countIf(type = 'share') AS part_shares
        FROM events
        WHERE site = {site:String}
            AND time >= fromUnixTimestamp64Milli({from:Int64}, 'UTC')
            AND time < fromUnixTimestamp64Milli({to:Int64}, 'UTC')
            AND type IN ('view', 'share') AND verdict = 'human'
        GROUP BY day, path, source, channel, country, device, network
    )
    UNION ALL
    SELECT day, toString(path), [(toString(dimension), toString(value), toString(within))], 0, 0, toInt64(max(version))
    FROM page_breakdowns
    WHERE site = {site:String}
        AND day >= toDate(fromUnixTimestamp64Milli({from:Int64}, 'UTC'), {zone:String})
        AND day < toDate(fromUnixTimestamp64Milli({to:Int64}, 'UTC'), {zone:String})
    GROUP BY day, path, dimension, value, within
)
ARRAY JOIN details AS detail
GROUP BY day, path, detail
