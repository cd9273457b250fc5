-- Which articles lead in a period, by views?
SELECT
    read.article AS path,
    known.title AS title,
    toString(known.section) AS section,
    read.views AS views,
    read.readers AS readers,
    read.shares AS shares
FROM
(
    SELECT
        if(moved.canonical = '', visited.path, moved.canonical) AS article,
        sum(visited.views) AS views,
        uniqCombined64Merge(visited.readers) AS readers,
        sum(visited.shares) AS shares
    FROM
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
    ) AS visited
    LEFT JOIN
    (
        SELECT path, canonical FROM article_places FINAL WHERE site = {site:String} AND canonical != path
    ) AS moved ON moved.path = visited.path
    GROUP BY article
    ORDER BY views DESC, article
    LIMIT {limit:UInt32}
) AS read
LEFT JOIN
(
    SELECT path, title, section FROM known_articles WHERE site = {site:String}
) AS known ON known.path = read.article
ORDER BY views DESC, path
