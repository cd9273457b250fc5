-- Views, shares and engaged time of each page in a period, and where each path belongs. Whole days that are over come from their rollup, the
-- closed hours around them from that of hours, and the hours from `open` on from the raw events.
WITH
    visited AS
    (
        SELECT path, sum(part_views) AS views, sum(part_shares) AS shares, sum(part_engaged) AS engaged_ms
        FROM
        (
            SELECT path, views AS part_views, shares AS part_shares, engaged_ms AS part_engaged
            FROM page_days FINAL
            WHERE site = {site:String}
                AND day >= toDate(fromUnixTimestamp64Milli({days_from:Int64}, 'UTC'), {zone:String})
                AND day < toDate(fromUnixTimestamp64Milli({days_to:Int64}, 'UTC'), {zone:String})
            UNION ALL
            SELECT path, views, shares, engaged_ms
            FROM page_hours FINAL
            WHERE site = {site:String}
                AND hour >= fromUnixTimestamp64Milli({from:Int64}, 'UTC')
                AND hour < fromUnixTimestamp64Milli({days_from:Int64}, 'UTC')
            UNION ALL
            SELECT path, views, shares, engaged_ms
            FROM page_hours FINAL
            WHERE site = {site:String}
                AND hour >= fromUnixTimestamp64Milli({days_to:Int64}, 'UTC')
                AND hour < fromUnixTimestamp64Milli(least({to:Int64}, {open:Int64}), 'UTC')
            UNION ALL
            SELECT path, countIf(type = 'view'), countIf(type = 'share'), sum(toUInt64(engaged_ms))
            FROM events
            WHERE site = {site:String}
                AND time >= fromUnixTimestamp64Milli(greatest({from:Int64}, {open:Int64}), 'UTC')
                AND time < fromUnixTimestamp64Milli({to:Int64}, 'UTC')
                AND verdict = 'human'
            GROUP BY path
        )
        GROUP BY path
        HAVING views > 0 OR shares > 0
    ),
    place AS
    (
        SELECT path, canonical, story FROM article_places FINAL WHERE site = {site:String}
    )
