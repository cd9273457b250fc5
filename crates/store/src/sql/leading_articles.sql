-- Which articles lead in a period, by views?
SELECT
    read.path AS path,
    article.title AS title,
    toString(article.section) AS section,
    read.views AS views,
    read.readers AS readers,
    read.shares AS shares
FROM
(
    SELECT
        path,
        countIf(type = 'view') AS views,
        uniqCombined64If(reader, type = 'view' AND reader != 0) AS readers,
        countIf(type = 'share') AS shares
    FROM events
    WHERE site = {site:String}
        AND time >= fromUnixTimestamp64Milli({from:Int64}, 'UTC')
        AND time < fromUnixTimestamp64Milli({to:Int64}, 'UTC')
        AND verdict = 'human'
    GROUP BY path
    HAVING views > 0 OR shares > 0
    ORDER BY views DESC, path
    LIMIT {limit:UInt32}
) AS read
LEFT JOIN
(
    SELECT path, title, section FROM known_articles WHERE site = {site:String}
) AS article ON article.path = read.path
ORDER BY views DESC, path
