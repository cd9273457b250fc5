    -- The visits around a period, as `visits.sql` derives them, with what each began with.
    moments AS
    (
        SELECT
            reader,
            arrayJoin(arrayFilter(
                (moment, pause, place) -> place = 1 OR pause > 1800000,
                signs, arrayDifference(signs), arrayEnumerate(signs)
            )) AS start
        FROM
        (
            SELECT reader, arraySort(groupArray(toUnixTimestamp64Milli(time))) AS signs
            FROM events
            WHERE site = {site:String}
                AND time >= fromUnixTimestamp64Milli({from:Int64}, 'UTC') - INTERVAL 1 DAY
                AND time < fromUnixTimestamp64Milli({to:Int64}, 'UTC') + INTERVAL 1 DAY
                AND verdict = 'human' AND reader != 0
            GROUP BY reader
        )
    ),
    visit AS
    (
        SELECT
            visitor,
            start,
            countIf(is_part AND is_interactive) <= 1 AS is_bounce,
            countIf(is_view) AS pages,
            toUInt64(intDiv(maxIf(moment, is_part) - minIf(moment, is_part), 1000)) AS seconds,
            argMinIf(path, moment, is_view) AS entry_page,
            argMaxIf(path, moment, is_view) AS exit_page,
            argMinIf(origin, moment, is_part) AS origin
        FROM
        (
            SELECT
                event.reader AS visitor,
                moments.start AS start,
                toUnixTimestamp64Milli(event.time) AS moment,
                toString(event.path) AS path,
                (
                    toString(event.referrer),
                    toString(event.source),
                    toString(event.channel),
                    toString(event.utm_source),
                    toString(event.utm_medium),
                    toString(event.utm_campaign),
                    toString(event.utm_content),
                    toString(event.utm_term),
                    toString(event.click_id)
                ) AS origin,
                event.type = 'view' AS is_view,
                event.type != 'engage' AS is_part,
                event.props['interactive'] != 'false' AS is_interactive
            FROM events AS event
            ASOF INNER JOIN moments
                ON moments.reader = event.reader
                AND moments.start <= toUnixTimestamp64Milli(event.time)
            WHERE event.site = {site:String}
                AND event.time >= fromUnixTimestamp64Milli({from:Int64}, 'UTC') - INTERVAL 1 DAY
                AND event.time < fromUnixTimestamp64Milli({to:Int64}, 'UTC') + INTERVAL 1 DAY
                AND event.verdict = 'human' AND event.reader != 0
        )
        GROUP BY visitor, start
    ),
