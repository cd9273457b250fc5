-- Views and shares by hour and path: closed hours from the rollup, hours from `open` on from the raw events.
WITH counts AS
(
    SELECT hour, path, views, shares
    FROM rollup_hours FINAL
    WHERE site = {site:String}
        AND hour >= fromUnixTimestamp64Milli({from:Int64}, 'UTC')
        AND hour < fromUnixTimestamp64Milli(least({to:Int64}, {open:Int64}), 'UTC')
    UNION ALL
    SELECT
        toStartOfHour(time) AS hour,
        path,
        countIf(type = 'view') AS views,
        countIf(type = 'share') AS shares
    FROM events
    WHERE site = {site:String}
        AND time >= fromUnixTimestamp64Milli(greatest({from:Int64}, {open:Int64}), 'UTC')
        AND time < fromUnixTimestamp64Milli({to:Int64}, 'UTC')
        AND verdict = 'human'
    GROUP BY hour, path
)
