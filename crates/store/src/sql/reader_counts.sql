-- How many readers had each key of the scopes asked for, in each piece (`day`, `week`, otherwise all) of a period that begins with a
-- day? Days that are settled count as they are stored: readers, less those who were there on the day before unless that lies in
-- another piece. From `hot` on, yesterday's midnight, states are merged, and from `open` on the raw events are added to them.
WITH
    toDate(fromUnixTimestamp64Milli({from:Int64}, 'UTC'), {zone:String}) AS first_day,
    toDate(fromUnixTimestamp64Milli({to:Int64} - 1, 'UTC'), {zone:String}) AS last_day,
    toDate(fromUnixTimestamp64Milli({hot:Int64}, 'UTC'), {zone:String}) AS hot_day,
    reader_parts AS
    (
        SELECT
            toString(scope) AS scope,
            toString(key) AS key,
            day,
            toInt64(if(day < hot_day, readers, 0)) AS settled,
            toInt64(carried) AS carried,
            arrayReduce('uniqCombined64State', emptyArrayUInt64()) AS state
        FROM scope_days FINAL
        WHERE site = {site:String}
            AND scope IN {scopes:Array(String)}
            AND day >= first_day AND day <= least(last_day, hot_day)
            AND (empty({keys:Array(String)}) OR scope NOT IN ('article', 'story') OR key IN {keys:Array(String)})
        UNION ALL
        SELECT toString(scope), toString(key), day, 0, 0, readers
        FROM reader_states FINAL
        WHERE site = {site:String}
            AND scope IN {scopes:Array(String)}
            AND day >= greatest(first_day, hot_day) AND day <= last_day
            AND (empty({keys:Array(String)}) OR scope NOT IN ('article', 'story') OR key IN {keys:Array(String)})
        UNION ALL
        SELECT scoped.1, scoped.2, day, 0, 0, uniqCombined64State(reader)
        FROM
        (
            SELECT
                toDate(events.time, {zone:String}) AS day,
                arrayFilter(
                    scoped -> scoped.1 IN {scopes:Array(String)},
                    [
                        ('site', ''),
                        ('article', if(place.canonical = '', toString(events.path), place.canonical)),
                        ('story', if(place.story = '', toString(events.path), place.story))
                    ]
                ) AS scopes,
                events.reader AS reader
            FROM events
            LEFT JOIN
            (
                SELECT path, canonical, story FROM article_places FINAL WHERE site = {site:String}
            ) AS place ON place.path = events.path
            WHERE events.site = {site:String}
                AND hasAny({scopes:Array(String)}, ['site', 'article', 'story'])
                AND events.time >= fromUnixTimestamp64Milli(greatest({from:Int64}, {open:Int64}), 'UTC')
                AND events.time < fromUnixTimestamp64Milli({to:Int64}, 'UTC')
                AND events.type = 'view' AND events.verdict = 'human' AND events.reader != 0
        )
        ARRAY JOIN scopes AS scoped
        WHERE empty({keys:Array(String)}) OR scoped.1 = 'site' OR scoped.2 IN {keys:Array(String)}
        GROUP BY scoped.1, scoped.2, day
        UNION ALL
        SELECT scoped.1, scoped.2, day, 0, 0, uniqCombined64State(reader)
        FROM
        (
            SELECT
                toDate(events.time, {zone:String}) AS day,
                arrayFilter(
                    scoped -> scoped.1 IN {scopes:Array(String)},
                    arrayConcat(
                        [('section', toString(known.section)), ('lang', toString(known.lang))],
                        arrayMap(author -> ('author', author), known.authors)
                    )
                ) AS scopes,
                events.reader AS reader
            FROM events
            LEFT JOIN
            (
                SELECT address, section, lang, authors
                FROM article_addresses
                WHERE site = {site:String} AND hasAny({scopes:Array(String)}, ['section', 'lang', 'author'])
            ) AS known ON known.address = events.path
            WHERE events.site = {site:String}
                AND hasAny({scopes:Array(String)}, ['section', 'lang', 'author'])
                AND events.time >= fromUnixTimestamp64Milli(greatest({from:Int64}, {open:Int64}), 'UTC')
                AND events.time < fromUnixTimestamp64Milli({to:Int64}, 'UTC')
                AND events.type = 'view' AND events.verdict = 'human' AND events.reader != 0
        )
        ARRAY JOIN scopes AS scoped
        GROUP BY scoped.1, scoped.2, day
    ),
    reader_counts AS
    (
        SELECT
            scope,
            key,
            greatest(multiIf({piece:String} = 'day', day, {piece:String} = 'week', toMonday(day), first_day), first_day) AS start,
            toUInt64(sum(settled) - sumIf(carried, day > start) + uniqCombined64Merge(state)) AS readers
        FROM reader_parts
        GROUP BY scope, key, start
    )
