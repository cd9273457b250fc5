-- How many readers had the site, each section, and each of the week's leading articles, week by week?
-- Days before `open_day` come from the stored states, later ones from the raw events. Sections are joined at
-- read, so that a corrected section applies to the past. Articles: the 200 most read of the last week only.
WITH
    moved AS
    (
        SELECT path, canonical FROM article_places FINAL WHERE site = {site:String} AND canonical != path
    ),
    visited AS
    (
        SELECT day, scope, key, readers
        FROM rollup_readers FINAL
        WHERE site = {site:String}
            AND day >= toDate(fromUnixTimestamp64Milli({from:Int64}, 'UTC'), {zone:String})
            AND day < toDate(fromUnixTimestamp64Milli(least({to:Int64}, {open_day:Int64}), 'UTC'), {zone:String})
        UNION ALL
        SELECT
            toDate(time, {zone:String}) AS day,
            scoped.1 AS scope,
            scoped.2 AS key,
            uniqCombined64State(reader) AS readers
        FROM events
        ARRAY JOIN [('site', ''), ('article', path)] AS scoped
        WHERE site = {site:String}
            AND time >= fromUnixTimestamp64Milli(greatest({from:Int64}, {open_day:Int64}), 'UTC')
            AND time < fromUnixTimestamp64Milli({to:Int64}, 'UTC')
            AND type = 'view' AND verdict = 'human' AND reader != 0
        GROUP BY day, scope, key
    ),
    days AS
    (
        SELECT
            visited.day AS day,
            visited.scope AS scope,
            if(moved.canonical = '', visited.key, moved.canonical) AS key,
            visited.readers AS readers
        FROM visited
        LEFT JOIN moved ON moved.path = visited.key
    ),
    leading AS
    (
        SELECT if(moved.canonical = '', read.path, moved.canonical) AS article
        FROM
        (
            SELECT path, count() AS views
            FROM events
            WHERE site = {site:String}
                AND time >= fromUnixTimestamp64Milli({last_week:Int64}, 'UTC')
                AND time < fromUnixTimestamp64Milli({to:Int64}, 'UTC')
                AND type = 'view' AND verdict = 'human'
            GROUP BY path
        ) AS read
        LEFT JOIN moved ON moved.path = read.path
        GROUP BY article
        ORDER BY sum(read.views) DESC, article
        LIMIT 200
    )
SELECT scope, key, week, readers
FROM
(
    SELECT scope, key, toDate32(toMonday(day)) AS week, uniqCombined64Merge(days.readers) AS readers
    FROM days
    WHERE scope = 'site' OR key IN leading
    GROUP BY scope, key, week
    UNION ALL
    SELECT
        'section' AS scope,
        toString(article.section) AS key,
        toDate32(toMonday(days.day)) AS week,
        uniqCombined64Merge(days.readers) AS readers
    FROM days
    INNER JOIN
    (
        SELECT path, section FROM known_articles WHERE site = {site:String} AND section != ''
    ) AS article ON article.path = days.key
    WHERE days.scope = 'article'
    GROUP BY scope, key, week
)
ORDER BY scope, key, week
