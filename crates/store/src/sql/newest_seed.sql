-- Of which version is the newest of a site's seeds? 0 where there is none.
SELECT max(version) AS version FROM seeded_views WHERE site = {site:String}
