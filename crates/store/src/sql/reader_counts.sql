-- How many readers had each key of the scopes asked for, in each piece (`day`, `week`, `month`, otherwise all) of a period that begins with a
-- day? Days that are settled count as they are stored: readers, less those who were there on the day before unless that lies in
-- another piece. From `hot` on, yesterday's midnight, states are merged, and from `open` on the raw events are added to them: page by
-- page first, so that only pages and not events are looked up in the registry. Where keys are given, only these articles or stories count.
WITH
    toDate(fromUnixTimestamp64Milli({from:Int64}, 'UTC'), {zone:String}) AS first_day,
    toDate(fromUnixTimestamp64Milli({to:Int64} - 1, 'UTC'), {zone:String}) AS last_day,
    toDate(fromUnixTimestamp64Milli({hot:Int64}, 'UTC'), {zone:String}) AS hot_day,
    place AS
    (
        SELECT path, canonical, story
        FROM article_places FINAL
        WHERE site = {site:String}
            AND (
                empty({keys:Array(String)})
                OR path IN {keys:Array(String)}
                OR canonical IN {keys:Array(String)}
                OR story IN {keys:Array(String)}
            )
    ),
    reader_parts AS
    (
        SELECT
            toString(scope) AS scope,
            key,
            day,
            toInt64(if(day < hot_day, readers, 0)) AS settled,
            toInt64(carried) AS carried,
            arrayReduce('uniqCombined64State', emptyArrayUInt64()) AS state
        FROM scope_days FINAL
        WHERE site = {site:String}
            AND scope IN {scopes:Array(String)}
            AND day >= first_day AND day <= least(last_day, hot_day)
            AND (empty({keys:Array(String)}) OR key IN {keys:Array(String)})
        UNION ALL
        SELECT toString(scope), key, day, 0, 0, readers
        FROM reader_states FINAL
        WHERE site = {site:String}
            AND scope IN {scopes:Array(String)}
            AND day >= greatest(first_day, hot_day) AND day <= last_day
            AND (empty({keys:Array(String)}) OR key IN {keys:Array(String)})
        UNION ALL
        SELECT scoped.1, scoped.2, day, 0, 0, uniqCombined64MergeState(read.state)
        FROM
        (
            SELECT toDate(time, {zone:String}) AS day, toString(path) AS path, uniqCombined64State(reader) AS state
            FROM events
            WHERE site = {site:String}
                AND time >= fromUnixTimestamp64Milli(greatest({from:Int64}, {open:Int64}), 'UTC')
                AND time < fromUnixTimestamp64Milli({to:Int64}, 'UTC')
                AND type = 'view' AND verdict = 'human' AND reader != 0
                AND (empty({keys:Array(String)}) OR path IN {keys:Array(String)} OR path IN (SELECT path FROM place))
            GROUP BY day, path
        ) AS read
        LEFT JOIN place ON place.path = read.path
        LEFT JOIN
        (
            SELECT path, section, lang, authors
            FROM article_terms FINAL
            WHERE site = {site:String} AND hasAny({scopes:Array(String)}, ['section', 'lang', 'author'])
        ) AS known ON known.path = if(place.canonical = '', read.path, place.canonical)
        ARRAY JOIN arrayFilter(
            scoped -> scoped.1 IN {scopes:Array(String)}
                AND (empty({keys:Array(String)}) OR scoped.2 IN {keys:Array(String)}),
            arrayConcat(
                [
                    ('site', ''),
                    ('article', if(place.canonical = '', read.path, place.canonical)),
                    ('story', if(place.story = '', read.path, place.story)),
                    ('section', toString(known.section)),
                    ('lang', toString(known.lang))
                ],
                arrayMap(author -> ('author', author), known.authors)
            )
        ) AS scoped
        GROUP BY scoped.1, scoped.2, day
    ),
    reader_counts AS
    (
        SELECT
            scope,
            key,
            greatest(multiIf({piece:String} = 'day', day, {piece:String} = 'week', toMonday(day), {piece:String} = 'month', toStartOfMonth(day), first_day), first_day) AS start,
            toUInt64(sum(settled) - sumIf(carried, day > start) + uniqCombined64Merge(state)) AS readers
        FROM reader_parts
        GROUP BY scope, key, start
    )
