-- Builds anew the states of the readers of the days of a site's zone that begin in [from, to), for every scope; vanished keys get
-- empty states.
INSERT INTO reader_states (site, scope, day, key, readers, version)
SELECT
    {site:String},
    scoped.1,
    day,
    scoped.2,
    uniqCombined64StateIf(reader, reader != 0),
    greatest(toUnixTimestamp64Micro(now64(6)), max(old_version) + 1)
FROM
(
    SELECT
        toDate(events.time, {zone:String}) AS day,
        arrayConcat(
            [
                ('site', ''),
                ('article', if(known.path = '', toString(events.path), known.path)),
                ('story', if(known.story = '', toString(events.path), known.story)),
                ('section', toString(known.section)),
                ('lang', toString(known.lang))
            ],
            arrayMap(author -> ('author', author), known.authors)
        ) AS scopes,
        events.reader AS reader,
        toInt64(0) AS old_version
    FROM events
    LEFT JOIN
    (
        SELECT address, path, story, section, lang, authors FROM article_addresses WHERE site = {site:String}
    ) AS known ON known.address = events.path
    WHERE events.site = {site:String}
        AND events.time >= fromUnixTimestamp64Milli({from:Int64}, 'UTC')
        AND events.time < fromUnixTimestamp64Milli({to:Int64}, 'UTC')
        AND events.type = 'view' AND events.verdict = 'human' AND events.reader != 0
    UNION ALL
    SELECT day, [(toString(scope), toString(key))], 0, toInt64(max(version))
    FROM reader_states
    WHERE site = {site:String}
        AND day >= toDate(fromUnixTimestamp64Milli({from:Int64}, 'UTC'), {zone:String})
        AND day < toDate(fromUnixTimestamp64Milli({to:Int64}, 'UTC'), {zone:String})
    GROUP BY day, scope, key
)
ARRAY JOIN scopes AS scoped
GROUP BY day, scoped
