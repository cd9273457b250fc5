-- From where, in which country, on which device and through which network each page was read or shared, by day of the site's zone.
SELECT
    toString(site) AS site, day, path, toString(dimension) AS dimension, toString(value) AS value, toString(within) AS within,
    page_breakdowns.views AS views, page_breakdowns.shares AS shares
FROM page_breakdowns FINAL
WHERE site = {site:String}
    AND day >= toDate(fromUnixTimestamp64Milli({from:Int64}, 'UTC'), {zone:String})
    AND day <= toDate(fromUnixTimestamp64Milli({to:Int64} - 1, 'UTC'), {zone:String})
    AND (views > 0 OR shares > 0)
ORDER BY dimension, day, path, value, within
