-- To which articles did the readers of one go on within their visits? Those of today through the last hour that is over.
WITH addresses AS
(
    SELECT path FROM article_places FINAL WHERE site = {site:String} AND canonical = {path:String}
    UNION ALL
    SELECT {path:String}
)
SELECT path, known.title AS title, toString(known.section) AS section, moves
FROM
(
    SELECT
        if(place.canonical = '', toString(moved.next), place.canonical) AS path,
        sum(moved.moves) AS moves
    FROM
    (
        SELECT next, sum(page_moves.moves) AS moves
        FROM page_moves FINAL
        WHERE site = {site:String}
            AND day >= toDate(fromUnixTimestamp64Milli({from:Int64}, 'UTC'), {zone:String})
            AND day <= toDate(fromUnixTimestamp64Milli({to:Int64} - 1, 'UTC'), {zone:String})
            AND path IN addresses
        GROUP BY next
    ) AS moved
    LEFT JOIN
    (
        SELECT path, canonical FROM article_places FINAL WHERE site = {site:String} AND canonical != path
    ) AS place ON place.path = moved.next
    WHERE moved.moves > 0
    GROUP BY path
    HAVING path != {path:String}
    ORDER BY moves DESC, path
    LIMIT {limit:UInt32}
) AS next
LEFT JOIN
(
    SELECT path, title, section FROM article_terms FINAL WHERE site = {site:String}
) AS known ON known.path = next.path
ORDER BY moves DESC, path
