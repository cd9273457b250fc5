-- Through which networks was the site shared in a period?
SELECT value AS network, sum(site_counts.shares) AS shares
FROM site_counts
WHERE value != ''
GROUP BY network
HAVING shares > 0
ORDER BY shares DESC, network
