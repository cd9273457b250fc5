-- How many views of each page did a node load with some of its segments? Their batches are numbered in a row.
SELECT toString(site) AS site, path, count() AS views
FROM events
WHERE batch >= {first:UInt64}
    AND batch < {end:UInt64}
    AND time >= fromUnixTimestamp64Milli({from:Int64}, 'UTC')
    AND time <= fromUnixTimestamp64Milli({to:Int64}, 'UTC')
    AND type = 'view' AND verdict = 'human'
GROUP BY site, path
