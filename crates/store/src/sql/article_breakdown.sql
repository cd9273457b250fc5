-- By the values of a dimension, how was one article read and shared under all its addresses? Whole days that are over come from the
-- rollup, the rest from the raw events.
WITH addresses AS
(
    SELECT path FROM article_places FINAL WHERE site = {site:String} AND canonical = {path:String}
    UNION ALL
    SELECT {path:String}
)
SELECT value, within, sum(part_views) AS views, sum(part_shares) AS shares
FROM
(
    SELECT toString(value) AS value, toString(within) AS within, views AS part_views, shares AS part_shares
    FROM page_breakdowns FINAL
    WHERE site = {site:String}
        AND dimension = {dimension:String}
        AND day >= toDate(fromUnixTimestamp64Milli({days_from:Int64}, 'UTC'), {zone:String})
        AND day < toDate(fromUnixTimestamp64Milli({days_to:Int64}, 'UTC'), {zone:String})
        AND path IN addresses
    UNION ALL
    SELECT
        multiIf(
            {dimension:String} = 'source', toString(source),
            {dimension:String} = 'country', toString(country),
            {dimension:String} = 'device', toString(device),
            toString(network)
        ) AS value,
        if({dimension:String} = 'source', toString(channel), '') AS within,
        countIf(type = 'view'),
        countIf(type = 'share')
    FROM events
    WHERE site = {site:String}
        AND path IN addresses
        AND (
            (
                time >= fromUnixTimestamp64Milli({from:Int64}, 'UTC')
                AND time < fromUnixTimestamp64Milli(least({days_from:Int64}, {to:Int64}), 'UTC')
            )
            OR (
                time >= fromUnixTimestamp64Milli({days_to:Int64}, 'UTC')
                AND time < fromUnixTimestamp64Milli({to:Int64}, 'UTC')
            )
        )
        AND verdict = 'human'
    GROUP BY value, within
)
WHERE {dimension:String} != 'network' OR value != ''
GROUP BY value, within
HAVING views > 0 OR shares > 0
ORDER BY views DESC, shares DESC, value, within
