    -- The counts of pages, articles or stories.
    , summed AS
    (
        SELECT
            toInt64(0) AS piece,
            [
                multiIf(
                    {dimension:String} = 'article' AND place.canonical != '', place.canonical,
                    {dimension:String} = 'story' AND place.story != '', place.story,
                    toString(visited.path)
                ),
                '',
                ''
            ] AS keys,
            sum(visited.views) AS views,
            sum(visited.shares) AS shares,
            arrayMap(
                metric -> multiIf(
                    metric = 'views', toFloat64(views),
                    metric = 'shares', toFloat64(shares),
                    if(views = 0, NULL, shares / views)
                ),
                {metrics:Array(String)}
            ) AS figures
        FROM visited
        LEFT JOIN place ON place.path = visited.path
        GROUP BY piece, keys
    ),
