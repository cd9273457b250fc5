    -- The readers of each piece, which may begin within its week or month.
    , summed AS
    (
        SELECT
            multiIf(
                {interval:String} = 'day', toInt64(start),
                {interval:String} = 'week', toInt64(toMonday(start)),
                {interval:String} = 'month', toInt64(toStartOfMonth(start)),
                toInt64(0)
            ) AS piece,
            [key, '', ''] AS keys,
            arrayMap(metric -> toNullable(toFloat64(readers)), {metrics:Array(String)}) AS figures
        FROM reader_counts
        WHERE readers > 0
    ),
