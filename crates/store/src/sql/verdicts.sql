-- Who asked for the site's pages, by verdict? AI companies' crawlers apart, each by its name.
SELECT
    toString(verdict) AS verdict,
    if(verdict = 'bot:ai', toString(browser), '') AS crawler,
    count() AS events,
    countIf(type = 'view') AS views,
    uniqExactIf(path, type = 'view') AS pages
FROM events
WHERE site = {site:String}
    AND time >= fromUnixTimestamp64Milli({from:Int64}, 'UTC')
    AND time < fromUnixTimestamp64Milli({to:Int64}, 'UTC')
GROUP BY verdict, crawler
ORDER BY events DESC, verdict, crawler
