-- How was one article read and shared, hour by hour, under all its addresses? Closed hours come from the rollup, hours from `open` on
-- from the raw events.
WITH addresses AS
(
    SELECT path FROM article_places FINAL WHERE site = {site:String} AND canonical = {path:String}
    UNION ALL
    SELECT {path:String}
)
SELECT
    toDateTime64(hour, 3, 'UTC') AS hour,
    sum(part_views) AS views,
    sum(part_shares) AS shares,
    sum(part_engaged) AS engaged_ms
FROM
(
    SELECT hour, views AS part_views, shares AS part_shares, engaged_ms AS part_engaged
    FROM page_hours FINAL
    WHERE site = {site:String}
        AND path IN addresses
        AND hour >= fromUnixTimestamp64Milli({from:Int64}, 'UTC')
        AND hour < fromUnixTimestamp64Milli(least({to:Int64}, {open:Int64}), 'UTC')
    UNION ALL
    SELECT toStartOfHour(time) AS hour, countIf(type = 'view'), countIf(type = 'share'), sum(toUInt64(engaged_ms))
    FROM events
    WHERE site = {site:String}
        AND path IN addresses
        AND time >= fromUnixTimestamp64Milli(greatest({from:Int64}, {open:Int64}), 'UTC')
        AND time < fromUnixTimestamp64Milli({to:Int64}, 'UTC')
        AND verdict = 'human'
    GROUP BY hour
)
GROUP BY hour
HAVING views > 0 OR shares > 0 OR engaged_ms > 0
ORDER BY hour
