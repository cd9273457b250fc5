    -- Each visit once, by whatever one of its events is told apart by.
    summed AS
    (
        SELECT
            piece,
            keys,
            count() AS visits,
            arrayMap(
                metric -> multiIf(
                    metric = 'visits', toNullable(toFloat64(visits)),
                    metric = 'bounce_rate', toNullable(countIf(bounced) / visits),
                    metric = 'visit_duration', toNullable(sum(lasted) / visits),
                    toNullable(sum(viewed) / visits)
                ),
                {metrics:Array(String)}
            ) AS figures
        FROM
        (
            SELECT piece, keys, any(is_bounce) AS bounced, any(pages) AS viewed, any(seconds) AS lasted
            FROM chosen
            GROUP BY piece, keys, reader, visit_start
        )
        GROUP BY piece, keys
    ),
