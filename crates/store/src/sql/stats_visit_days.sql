-- The visits of days, as their rollup has them.
WITH
    summed AS
    (
        SELECT
            multiIf(
                {interval:String} = 'day', toInt64(day),
                {interval:String} = 'week', toInt64(toMonday(day)),
                {interval:String} = 'month', toInt64(toStartOfMonth(day)),
                toInt64(0)
            ) AS piece,
            [toString(value), '', ''] AS keys,
            sum(visit_days.visits) AS visits,
            sum(visit_days.bounces) AS bounces,
            sum(visit_days.pages) AS pages,
            sum(visit_days.seconds) AS seconds,
            arrayMap(
                metric -> multiIf(
                    metric = 'visits', toNullable(toFloat64(visits)),
                    metric = 'bounce_rate', toNullable(bounces / visits),
                    metric = 'visit_duration', toNullable(seconds / visits),
                    toNullable(pages / visits)
                ),
                {metrics:Array(String)}
            ) AS figures
        FROM visit_days FINAL
        WHERE site = {site:String}
            AND dimension = {dimension:String}
            AND day >= toDate(fromUnixTimestamp64Milli({from:Int64}, 'UTC'), {zone:String})
            AND day <= toDate(fromUnixTimestamp64Milli({to:Int64} - 1, 'UTC'), {zone:String})
        GROUP BY piece, keys
        HAVING visits > 0
    ),
