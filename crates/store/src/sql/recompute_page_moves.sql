-- Counts anew from which page readers went on to which, in the visits that began on the days of a site's zone that begin in [from, to).
SELECT
    {site:String} AS site,
    day,
    path,
    next,
    sum(part_moves) AS moves,
    greatest(toUnixTimestamp64Micro(now64(6)), max(old_version) + 1) AS version
FROM
(
    SELECT day, one.name AS path, other.name AS next, part_moves, toInt64(0) AS old_version
    FROM
    (
        SELECT day, move.1 AS from_hash, move.2 AS to_hash, count() AS part_moves
        FROM dayed_visits
        ARRAY JOIN arrayFilter(move -> move.1 != move.2, arrayZip(arrayPopBack(pages), arrayPopFront(pages))) AS move
        GROUP BY day, from_hash, to_hash
    ) AS counted
    INNER JOIN
    (
        SELECT cityHash64(path) AS hash, any(toString(path)) AS name
        FROM events
        WHERE site = {site:String}
            AND time >= fromUnixTimestamp64Milli({from:Int64}, 'UTC')
            AND time < fromUnixTimestamp64Milli({to:Int64}, 'UTC') + INTERVAL 1 DAY
            AND verdict = 'human' AND reader != 0
        GROUP BY hash
    ) AS one ON one.hash = counted.from_hash
    INNER JOIN
    (
        SELECT cityHash64(path) AS hash, any(toString(path)) AS name
        FROM events
        WHERE site = {site:String}
            AND time >= fromUnixTimestamp64Milli({from:Int64}, 'UTC')
            AND time < fromUnixTimestamp64Milli({to:Int64}, 'UTC') + INTERVAL 1 DAY
            AND verdict = 'human' AND reader != 0
        GROUP BY hash
    ) AS other ON other.hash = counted.to_hash
    UNION ALL
    SELECT day, toString(path), toString(next), 0, toInt64(max(version))
    FROM page_moves
    WHERE site = {site:String}
        AND day >= toDate(fromUnixTimestamp64Milli({from:Int64}, 'UTC'), {zone:String})
        AND day < toDate(fromUnixTimestamp64Milli({to:Int64}, 'UTC'), {zone:String})
    GROUP BY day, path, next
)
GROUP BY day, path, next
