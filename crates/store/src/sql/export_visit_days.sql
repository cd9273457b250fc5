-- Visits by the day of the site's zone on which they began: all (dimension ''), and by entry page, exit page and source.
SELECT
    toString(site) AS site, day, toString(dimension) AS dimension, value, visit_days.visits AS visits, visit_days.bounces AS bounces,
    visit_days.returning AS returning, visit_days.pages AS pages, visit_days.seconds AS seconds
FROM visit_days FINAL
WHERE site = {site:String}
    AND day >= toDate(fromUnixTimestamp64Milli({from:Int64}, 'UTC'), {zone:String})
    AND day <= toDate(fromUnixTimestamp64Milli({to:Int64} - 1, 'UTC'), {zone:String})
    AND visits > 0
ORDER BY dimension, day, value
