-- Views, shares and readers of the site, its articles, stories, sections, authors and languages by day of the site's zone; `carried` are
-- those readers who were there on the day before as well.
SELECT
    toString(site) AS site, day, toString(scope) AS scope, key, scope_days.views AS views, scope_days.shares AS shares,
    scope_days.readers AS readers, scope_days.carried AS carried
FROM scope_days FINAL
WHERE site = {site:String}
    AND day >= toDate(fromUnixTimestamp64Milli({from:Int64}, 'UTC'), {zone:String})
    AND day <= toDate(fromUnixTimestamp64Milli({to:Int64} - 1, 'UTC'), {zone:String})
    AND (views > 0 OR shares > 0 OR readers > 0)
ORDER BY scope, day, key
