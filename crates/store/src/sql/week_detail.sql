-- What were views, readers and shares hour by hour and day by day: of the site, of each section, and of the 20
-- articles that lead in the period?
WITH leading AS
(
    SELECT if(moved.canonical = '', events.path, moved.canonical) AS article
    FROM events
    LEFT JOIN
    (
        SELECT path, canonical FROM article_places FINAL WHERE site = {site:String} AND canonical != path
    ) AS moved ON moved.path = events.path
    WHERE site = {site:String}
        AND time >= fromUnixTimestamp64Milli({from:Int64}, 'UTC')
        AND time < fromUnixTimestamp64Milli({to:Int64}, 'UTC')
        AND type = 'view' AND verdict = 'human'
    GROUP BY article
    ORDER BY count() DESC, article
    LIMIT 20
)
SELECT
    scoped.1 AS scope,
    scoped.2 AS key,
    grained.1 AS grain,
    fromUnixTimestamp64Milli(toInt64(grained.2) * 1000, 'UTC') AS start,
    countIf(type = 'view') AS views,
    uniqCombined64If(reader, type = 'view' AND reader != 0) AS readers,
    countIf(type = 'share') AS shares
FROM
(
    SELECT
        events.type AS type,
        events.reader AS reader,
        arrayJoin([('site', ''), ('section', toString(article.section)), ('article', if(article.path = '', events.path, article.path))]) AS scoped,
        arrayJoin([
            ('hour', toUnixTimestamp(toStartOfHour(events.time))),
            ('day', toUnixTimestamp(toStartOfDay(events.time, {zone:String})))
        ]) AS grained
    FROM events
    LEFT JOIN
    (
        SELECT address, path, section FROM article_addresses WHERE site = {site:String}
    ) AS article ON article.address = events.path
    WHERE events.site = {site:String}
        AND events.time >= fromUnixTimestamp64Milli({from:Int64}, 'UTC')
        AND events.time < fromUnixTimestamp64Milli({to:Int64}, 'UTC')
        AND events.type IN ('view', 'share') AND events.verdict = 'human'
)
WHERE scoped.1 != 'article' OR scoped.2 IN leading
GROUP BY scope, key, grain, start
ORDER BY scope, key, grain, start
