-- How often was each page viewed, ever? The truth behind the public counter.
SELECT toString(site) AS site, path, count() AS views
FROM events
WHERE type = 'view' AND verdict = 'human'
GROUP BY site, path
