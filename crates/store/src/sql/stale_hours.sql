-- Which hours of a site has a reclassification made wrong and not yet mended?
SELECT toString(site) AS site, toUnixTimestamp(hour) AS hour
FROM stale_hours FINAL
WHERE site = {site:String}
ORDER BY hour
