-- How many rows of a batch are there, by site, whatever their time?
SELECT toString(site) AS name, count() AS events
FROM events
WHERE batch = {batch:UInt64}
GROUP BY site
