-- Views, readers and shares of each page in a period, and where each path belongs.
WITH
    visited AS
    (
        SELECT
            path,
            countIf(type = 'view') AS views,
            uniqCombined64StateIf(reader, type = 'view' AND reader != 0) AS readers,
            countIf(type = 'share') AS shares
        FROM events
        WHERE site = {site:String}
            AND time >= fromUnixTimestamp64Milli({from:Int64}, 'UTC')
            AND time < fromUnixTimestamp64Milli({to:Int64}, 'UTC')
            AND verdict = 'human'
        GROUP BY path
        HAVING views > 0 OR shares > 0
    ),
    place AS
    (
        SELECT path, canonical, story FROM article_places FINAL WHERE site = {site:String}
    )
