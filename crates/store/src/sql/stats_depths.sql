    -- The lowest point that each reader reached on each page.
    summed AS
    (
        SELECT
            piece,
            keys,
            arrayMap(
                metric -> if(metric = 'scroll_depth', toNullable(avg(lowest)), toNullable(countIf(lowest >= 90) / count())),
                {metrics:Array(String)}
            ) AS figures
        FROM
        (
            SELECT piece, keys, max(scroll) AS lowest
            FROM chosen
            WHERE type = 'engage' AND reader != 0
            GROUP BY piece, keys, reader, path
        )
        GROUP BY piece, keys
    ),
