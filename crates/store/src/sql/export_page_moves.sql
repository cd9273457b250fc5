-- From which page readers went on to which within a visit, by the day of the site's zone on which the visit began.
SELECT toString(site) AS site, day, toString(path) AS path, toString(next) AS next, page_moves.moves AS moves
FROM page_moves FINAL
WHERE site = {site:String}
    AND day >= toDate(fromUnixTimestamp64Milli({from:Int64}, 'UTC'), {zone:String})
    AND day <= toDate(fromUnixTimestamp64Milli({to:Int64} - 1, 'UTC'), {zone:String})
    AND moves > 0
ORDER BY day, path, next
