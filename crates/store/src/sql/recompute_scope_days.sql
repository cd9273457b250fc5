-- Counts anew what each key of a scope had on the days of a site's zone that begin in [from, to), at most 60 of them: views and
-- shares, as the rollup of pages has them, readers, and how many of these were there on the day before as well. `before` is when
-- the day before the first began.
INSERT INTO scope_days (site, scope, day, key, views, shares, readers, carried, version)
WITH toDate(fromUnixTimestamp64Milli({before:Int64}, 'UTC'), {zone:String}) AS day_before
SELECT
    {site:String},
    {scope:String},
    day,
    key,
    sum(part_views),
    sum(part_shares),
    sum(part_readers),
    sum(part_carried),
    greatest(toUnixTimestamp64Micro(now64(6)), max(old_version) + 1)
FROM
(
    SELECT
        day_before + number AS day,
        key,
        0 AS part_views,
        0 AS part_shares,
        count() AS part_readers,
        countIf(bitTest(days, number - 1)) AS part_carried,
        toInt64(0) AS old_version
    FROM
    (
        -- On which days was each reader there? Bit 0 is the day before the first.
        SELECT key, reader, groupBitOr(bitShiftLeft(toUInt64(1), toDate(time, {zone:String}) - day_before)) AS days
        FROM
        (
            SELECT
                events.time AS time,
                events.reader AS reader,
                multiIf(
                    {scope:String} = 'site', [''],
                    {scope:String} = 'article', [if(known.path = '', toString(events.path), known.path)],
                    {scope:String} = 'story', [if(known.story = '', toString(events.path), known.story)],
                    {scope:String} = 'section', [toString(known.section)],
                    {scope:String} = 'lang', [toString(known.lang)],
                    known.authors
                ) AS keys
            FROM events
            LEFT JOIN
            (
                SELECT address, path, story, section, lang, authors FROM article_addresses WHERE site = {site:String}
            ) AS known ON known.address = events.path
            WHERE events.site = {site:String}
                AND events.time >= fromUnixTimestamp64Milli({before:Int64}, 'UTC')
                AND events.time < fromUnixTimestamp64Milli({to:Int64}, 'UTC')
                AND events.type = 'view' AND events.verdict = 'human' AND events.reader != 0
        )
        ARRAY JOIN keys AS key
        GROUP BY key, reader
    )
    ARRAY JOIN arrayFilter(number -> number > 0, bitPositionsToArray(days)) AS number
    GROUP BY day, key
    UNION ALL
    SELECT day, key, sum(views), sum(shares), 0, 0, toInt64(0)
    FROM
    (
        SELECT
            page_days.day AS day,
            page_days.views AS views,
            page_days.shares AS shares,
            multiIf(
                {scope:String} = 'site', [''],
                {scope:String} = 'article', [if(known.path = '', page_days.path, known.path)],
                {scope:String} = 'story', [if(known.story = '', page_days.path, known.story)],
                {scope:String} = 'section', [toString(known.section)],
                {scope:String} = 'lang', [toString(known.lang)],
                known.authors
            ) AS keys
        FROM page_days FINAL
        LEFT JOIN
        (
            SELECT address, path, story, section, lang, authors FROM article_addresses WHERE site = {site:String}
        ) AS known ON known.address = page_days.path
        WHERE page_days.site = {site:String}
            AND page_days.day > day_before
            AND page_days.day < toDate(fromUnixTimestamp64Milli({to:Int64}, 'UTC'), {zone:String})
    )
    ARRAY JOIN keys AS key
    GROUP BY day, key
    UNION ALL
    SELECT day, toString(key), 0, 0, 0, 0, toInt64(max(version))
    FROM scope_days
    WHERE site = {site:String}
        AND scope = {scope:String}
        AND day > day_before
        AND day < toDate(fromUnixTimestamp64Milli({to:Int64}, 'UTC'), {zone:String})
    GROUP BY day, key
)
GROUP BY day, key
