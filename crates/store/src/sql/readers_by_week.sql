-- How many readers had the site, each section, and each of the last week's leading articles, week by week?
SELECT scope, key, toDate32(toMonday(start)) AS week, readers
FROM reader_counts
WHERE readers > 0
    AND (scope != 'section' OR key != '')
    AND (
        scope != 'article'
        OR key IN
        (
            SELECT if(place.canonical = '', toString(read.path), place.canonical) AS article
            FROM
            (
                SELECT path, sum(page_days.views) AS views
                FROM page_days FINAL
                WHERE site = {site:String}
                    AND day >= toDate(fromUnixTimestamp64Milli({last_week:Int64}, 'UTC'), {zone:String})
                    AND day <= last_day
                GROUP BY path
            ) AS read
            LEFT JOIN
            (
                SELECT path, canonical FROM article_places FINAL WHERE site = {site:String}
            ) AS place ON place.path = read.path
            GROUP BY article
            ORDER BY sum(read.views) DESC, article
            LIMIT 200
        )
    )
ORDER BY scope, key, week
