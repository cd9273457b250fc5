    -- The counts of the site, by its hours.
    , summed AS
    (
        SELECT
            multiIf(
                {interval:String} = 'hour', toInt64(toUnixTimestamp(hour)),
                {interval:String} = 'day', toInt64(toDate(hour, {zone:String})),
                {interval:String} = 'week', toInt64(toMonday(hour, {zone:String})),
                {interval:String} = 'month', toInt64(toStartOfMonth(hour, {zone:String})),
                toInt64(0)
            ) AS piece,
            [value, '', ''] AS keys,
            sum(site_counts.views) AS views,
            sum(site_counts.shares) AS shares,
            sum(site_counts.engaged_ms) AS engaged_ms,
            arrayMap(
                metric -> multiIf(
                    metric = 'views', toFloat64(views),
                    metric = 'shares', toFloat64(shares),
                    metric = 'engaged_ms', toFloat64(engaged_ms),
                    metric = 'share_rate', if(views = 0, NULL, shares / views),
                    if(views = 0, NULL, engaged_ms / views)
                ),
                {metrics:Array(String)}
            ) AS figures
        FROM site_counts
        WHERE {dimension:String} != 'network' OR value != ''
        GROUP BY piece, keys
        HAVING views > 0 OR shares > 0 OR engaged_ms > 0
    ),
