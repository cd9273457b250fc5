-- Counts anew the visits that began on the days of a site's zone that begin in [from, to).
SELECT
    {site:String} AS site,
    dimension,
    day,
    value,
    sum(part_visits) AS visits,
    sum(part_bounces) AS bounces,
    sum(part_returning) AS returning,
    sum(part_pages) AS pages,
    sum(part_seconds) AS seconds,
    greatest(toUnixTimestamp64Micro(now64(6)), max(old_version) + 1) AS version
FROM
(
    SELECT
        multiIf(kind = 'origin', 'source', kind) AS dimension,
        day,
        if(kind = 'origin', origin.name, if(kind = '', '', page.name)) AS value,
        part_visits,
        part_bounces,
        part_returning,
        part_pages,
        part_seconds,
        toInt64(0) AS old_version
    FROM
    (
        SELECT
            detail.1 AS kind,
            detail.2 AS hash,
            day,
            count() AS part_visits,
            countIf(is_bounce) AS part_bounces,
            countIf(is_returning) AS part_returning,
            sum(length(pages)) AS part_pages,
            sum(seconds) AS part_seconds
        FROM dayed_visits
        ARRAY JOIN
            [
                ('', 0),
                ('origin', origin),
                ('entry_page', if(empty(pages), 0, pages[1])),
                ('exit_page', if(empty(pages), 0, pages[-1]))
            ] AS detail
        GROUP BY kind, hash, day
    ) AS counted
    LEFT JOIN
    (
        SELECT cityHash64(path) AS hash, any(toString(path)) AS name
        FROM events
        WHERE site = {site:String}
            AND time >= fromUnixTimestamp64Milli({from:Int64}, 'UTC')
            AND time < fromUnixTimestamp64Milli({to:Int64}, 'UTC') + INTERVAL 1 DAY
            AND verdict = 'human' AND reader != 0
        GROUP BY hash
    ) AS page ON page.hash = counted.hash
    LEFT JOIN
    (
        SELECT cityHash64(source, channel) AS hash, any(toString(source)) AS name
        FROM events
        WHERE site = {site:String}
            AND time >= fromUnixTimestamp64Milli({from:Int64}, 'UTC')
            AND time < fromUnixTimestamp64Milli({to:Int64}, 'UTC') + INTERVAL 1 DAY
            AND verdict = 'human' AND reader != 0
        GROUP BY hash
    ) AS origin ON origin.hash = counted.hash
    UNION ALL
    SELECT toString(dimension), day, toString(value), 0, 0, 0, 0, 0, toInt64(max(version))
    FROM visit_days
    WHERE site = {site:String}
        AND day >= toDate(fromUnixTimestamp64Milli({from:Int64}, 'UTC'), {zone:String})
        AND day < toDate(fromUnixTimestamp64Milli({to:Int64}, 'UTC'), {zone:String})
    GROUP BY dimension, day, value
)
GROUP BY dimension, day, value
