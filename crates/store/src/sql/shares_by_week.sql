-- Through which networks was the site shared, week by week?
SELECT
    value AS network,
    toDate32(toMonday(toDate(hour, {zone:String}))) AS week,
    sum(site_counts.shares) AS shares
FROM site_counts
WHERE value != ''
GROUP BY network, week
HAVING shares > 0
ORDER BY week, shares DESC, network
