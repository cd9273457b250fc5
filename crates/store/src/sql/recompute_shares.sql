-- Counts the shares of the hours [from, to) of a site anew; vanished keys become zeros.
-- The new version is greater than the old even where the clock has gone back.
INSERT INTO rollup_shares (site, hour, path, network, shares, version)
SELECT {site:String}, hour, path, network, sum(part_shares), greatest(toUnixTimestamp64Micro(now64(6)), max(old_version) + 1)
FROM
(
    SELECT toStartOfHour(time) AS hour, path, network, count() AS part_shares, toInt64(0) AS old_version
    FROM events
    WHERE site = {site:String}
        AND time >= fromUnixTimestamp64Milli({from:Int64}, 'UTC')
        AND time < fromUnixTimestamp64Milli({to:Int64}, 'UTC')
        AND type = 'share' AND verdict = 'human'
    GROUP BY hour, path, network
    UNION ALL
    SELECT hour, path, network, 0, toInt64(max(version))
    FROM rollup_shares
    WHERE site = {site:String}
        AND hour >= fromUnixTimestamp64Milli({from:Int64}, 'UTC')
        AND hour < fromUnixTimestamp64Milli({to:Int64}, 'UTC')
    GROUP BY hour, path, network
)
GROUP BY hour, path, network
