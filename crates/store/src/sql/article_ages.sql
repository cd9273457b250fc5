-- How often had each article that came out in a period been viewed by each age? Ages are counted in hours of the clock from the one of
-- its publication on. Closed hours only.
SELECT
    path,
    toString(any(section)) AS section,
    toString(any(lang)) AS lang,
    toDateTime64(any(published), 3, 'UTC') AS published,
    sumIf(views, age < 1) AS h1,
    sumIf(views, age < 2) AS h2,
    sumIf(views, age < 3) AS h3,
    sumIf(views, age < 6) AS h6,
    sumIf(views, age < 12) AS h12,
    sumIf(views, age < 24) AS h24,
    sumIf(views, age < 48) AS h48,
    sumIf(views, age < 72) AS h72,
    sumIf(views, age < 168) AS h168
FROM
(
    SELECT
        out.path AS path,
        out.section AS section,
        out.lang AS lang,
        out.published AS published,
        visited.views AS views,
        dateDiff('hour', out.published, visited.hour) AS age
    FROM
    (
        SELECT path, section, lang, toStartOfHour(published_at) AS published
        FROM known_articles
        WHERE site = {site:String}
            AND published_at >= fromUnixTimestamp64Milli({from:Int64}, 'UTC')
            AND published_at < fromUnixTimestamp64Milli({to:Int64}, 'UTC')
    ) AS out
    INNER JOIN
    (
        SELECT if(place.canonical = '', toString(counted.path), place.canonical) AS path, counted.hour AS hour, counted.views AS views
        FROM
        (
            SELECT path, hour, views
            FROM page_hours FINAL
            WHERE site = {site:String}
                AND hour >= fromUnixTimestamp64Milli({from:Int64}, 'UTC') - INTERVAL 1 HOUR
                AND hour < fromUnixTimestamp64Milli({open:Int64}, 'UTC')
                AND views > 0
        ) AS counted
        LEFT JOIN
        (
            SELECT path, canonical FROM article_places FINAL WHERE site = {site:String} AND canonical != path
        ) AS place ON place.path = counted.path
    ) AS visited ON visited.path = out.path
    WHERE age >= 0 AND age < 168
)
GROUP BY path
ORDER BY path
