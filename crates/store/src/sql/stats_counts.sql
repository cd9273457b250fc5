    -- Events, and the readers among those who opened a page.
    summed AS
    (
        SELECT
            piece,
            keys,
            countIf(type = 'view') AS views,
            countIf(type = 'share') AS shares,
            countIf(type != 'engage') AS events,
            sum(if({with_engaged:Bool}, toUInt64(engaged_ms), toUInt64(0))) AS engaged_ms,
            uniqCombined64If(
                if({with_readers:Bool}, reader, toUInt64(0)),
                if({with_readers:Bool}, type = 'view' AND reader != 0, false)
            ) AS readers,
            arrayMap(
                metric -> multiIf(
                    metric = 'views', toFloat64(views),
                    metric = 'readers', toFloat64(readers),
                    metric = 'shares', toFloat64(shares),
                    metric = 'events', toFloat64(events),
                    metric = 'engaged_ms', toFloat64(engaged_ms),
                    metric = 'share_rate', if(views = 0, NULL, shares / views),
                    if(views = 0, NULL, engaged_ms / views)
                ),
                {metrics:Array(String)}
            ) AS figures
        FROM chosen
        GROUP BY piece, keys
        HAVING events > 0 OR engaged_ms > 0
    ),
