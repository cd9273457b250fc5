-- Counts anew how much, from where, in which countries, on which devices and through which networks the whole site was read and
-- shared in each of the hours [from, to).
INSERT INTO site_breakdowns (site, dimension, hour, value, within, views, shares, engaged_ms, version)
SELECT
    {site:String},
    detail.1,
    hour,
    detail.2,
    detail.3,
    sum(part_views),
    sum(part_shares),
    sum(part_engaged),
    greatest(toUnixTimestamp64Micro(now64(6)), max(old_version) + 1)
FROM
(
    SELECT
        hour,
        arrayFilter(
            detail -> detail.1 != 'network' OR detail.2 != '',
            [
                ('', '', ''),
                ('source', source, channel),
                ('country', country, ''),
                ('device', device, ''),
                ('network', network, '')
            ]
        ) AS details,
        part_views,
        part_shares,
        part_engaged,
        toInt64(0) AS old_version
    FROM
    (
        SELECT
            toStartOfHour(time) AS hour,
            toString(source) AS source,
            toString(channel) AS channel,
            toString(country) AS country,
            toString(device) AS device,
            toString(network) AS network,
            countIf(type = 'view') AS part_views,
            countIf(type = 'share') AS part_shares,
            sum(toUInt64(engaged_ms)) AS part_engaged
        FROM events
        WHERE site = {site:String}
            AND time >= fromUnixTimestamp64Milli({from:Int64}, 'UTC')
            AND time < fromUnixTimestamp64Milli({to:Int64}, 'UTC')
            AND verdict = 'human'
        GROUP BY hour, source, channel, country, device, network
    )
    UNION ALL
    SELECT hour, [(toString(dimension), toString(value), toString(within))], 0, 0, 0, toInt64(max(version))
    FROM site_breakdowns
    WHERE site = {site:String}
        AND hour >= fromUnixTimestamp64Milli({from:Int64}, 'UTC')
        AND hour < fromUnixTimestamp64Milli({to:Int64}, 'UTC')
    GROUP BY hour, dimension, value, within
)
ARRAY JOIN details AS detail
GROUP BY hour, detail
