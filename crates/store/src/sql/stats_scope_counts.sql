    -- The counts of sections, authors or languages, by days.
    , summed AS
    (
        SELECT
            multiIf(
                {interval:String} = 'day', toInt64(day),
                {interval:String} = 'week', toInt64(toMonday(day)),
                {interval:String} = 'month', toInt64(toStartOfMonth(day)),
                toInt64(0)
            ) AS piece,
            [key, '', ''] AS keys,
            sum(scope_counts.views) AS views,
            sum(scope_counts.shares) AS shares,
            arrayMap(
                metric -> multiIf(
                    metric = 'views', toFloat64(views),
                    metric = 'shares', toFloat64(shares),
                    if(views = 0, NULL, shares / views)
                ),
                {metrics:Array(String)}
            ) AS figures
        FROM scope_counts
        GROUP BY piece, keys
        HAVING views > 0 OR shares > 0
    ),
