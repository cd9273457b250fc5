-- Which days' readers has the registry made stale, and by which note last?
SELECT day, max(note) AS note FROM stale_days WHERE site = {site:String} GROUP BY day ORDER BY day
