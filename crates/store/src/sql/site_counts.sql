-- Views, shares and engaged time of the whole site by hour and value of a dimension ('' counts all): closed hours from the rollup, hours from
-- `open` on from the raw events.
WITH
    site_counts AS
    (
        SELECT hour, toString(value) AS value, toString(within) AS within, views, shares, engaged_ms
        FROM site_breakdowns FINAL
        WHERE site = {site:String}
            AND dimension = {dimension:String}
            AND hour >= fromUnixTimestamp64Milli({from:Int64}, 'UTC')
            AND hour < fromUnixTimestamp64Milli(least({to:Int64}, {open:Int64}), 'UTC')
        UNION ALL
        SELECT
            toStartOfHour(time) AS hour,
            multiIf(
                {dimension:String} = 'source', toString(source),
                {dimension:String} = 'country', toString(country),
                {dimension:String} = 'device', toString(device),
                {dimension:String} = 'network', toString(network),
                ''
            ) AS value,
            if({dimension:String} = 'source', toString(channel), '') AS within,
            countIf(type = 'view') AS views,
            countIf(type = 'share') AS shares,
            sum(toUInt64(events.engaged_ms)) AS engaged_ms
        FROM events
        WHERE site = {site:String}
            AND time >= fromUnixTimestamp64Milli(greatest({from:Int64}, {open:Int64}), 'UTC')
            AND time < fromUnixTimestamp64Milli({to:Int64}, 'UTC')
            AND verdict = 'human'
        GROUP BY hour, value, within
    )
