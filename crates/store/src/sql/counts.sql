-- Views and shares by hour and article: closed hours from the rollup, hours from `open` on from the raw events. What was
-- read under a former address counts for the article that is meant by it now.
WITH
    visited AS
    (
        SELECT hour, path, views, shares
        FROM page_hours FINAL
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
    ),
    counts AS
    (
        SELECT visited.hour AS hour, if(moved.canonical = '', visited.path, moved.canonical) AS path, views, shares
        FROM visited
        LEFT JOIN
        (
            SELECT path, canonical FROM article_places FINAL WHERE site = {site:String} AND canonical != path
        ) AS moved ON moved.path = visited.path
    )
