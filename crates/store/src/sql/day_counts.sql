-- Views and shares by day of the site's zone and article: days that are over from their rollup, the closed hours around them from
-- that of hours, and hours from `open` on from the raw events. What was read under a former address counts for the article that
-- is meant by it now.
WITH
    visited AS
    (
        SELECT day, path, views, shares
        FROM page_days FINAL
        WHERE site = {site:String}
            AND day >= toDate(fromUnixTimestamp64Milli({days_from:Int64}, 'UTC'), {zone:String})
            AND day < toDate(fromUnixTimestamp64Milli({days_to:Int64}, 'UTC'), {zone:String})
        UNION ALL
        SELECT toDate(hour, {zone:String}), path, views, shares
        FROM page_hours FINAL
        WHERE site = {site:String}
            AND hour >= fromUnixTimestamp64Milli({from:Int64}, 'UTC')
            AND hour < fromUnixTimestamp64Milli({days_from:Int64}, 'UTC')
        UNION ALL
        SELECT toDate(hour, {zone:String}), path, views, shares
        FROM page_hours FINAL
        WHERE site = {site:String}
            AND hour >= fromUnixTimestamp64Milli({days_to:Int64}, 'UTC')
            AND hour < fromUnixTimestamp64Milli(least({to:Int64}, {open:Int64}), 'UTC')
        UNION ALL
        SELECT toDate(time, {zone:String}) AS day, path, countIf(type = 'view'), countIf(type = 'share')
        FROM events
        WHERE site = {site:String}
            AND time >= fromUnixTimestamp64Milli(greatest({from:Int64}, {open:Int64}), 'UTC')
            AND time < fromUnixTimestamp64Milli({to:Int64}, 'UTC')
            AND verdict = 'human'
        GROUP BY day, path
    ),
    counts AS
    (
        SELECT
            visited.day AS day,
            if(moved.canonical = '', toString(visited.path), moved.canonical) AS path,
            views,
            shares
        FROM visited
        LEFT JOIN
        (
            SELECT path, canonical FROM article_places FINAL WHERE site = {site:String} AND canonical != path
        ) AS moved ON moved.path = visited.path
    )
