-- Builds the reader states of the days of a site's zone that begin in [from, to) anew; vanished keys get
-- empty states.
-- The new version is greater than the old even where the clock has gone back.
INSERT INTO rollup_readers (site, day, scope, key, readers, version)
SELECT
    {site:String},
    day,
    scoped.1,
    scoped.2,
    uniqCombined64StateIf(reader, reader != 0),
    greatest(toUnixTimestamp64Micro(now64(6)), max(old_version) + 1)
FROM
(
    SELECT toDate(time, {zone:String}) AS day, [('site', ''), ('article', path)] AS scopes, reader, toInt64(0) AS old_version
    FROM events
    WHERE site = {site:String}
        AND time >= fromUnixTimestamp64Milli({from:Int64}, 'UTC')
        AND time < fromUnixTimestamp64Milli({to:Int64}, 'UTC')
        AND type = 'view' AND verdict = 'human'
    UNION ALL
    SELECT day, [(toString(scope), key)] AS scopes, 0 AS reader, toInt64(max(version)) AS old_version
    FROM rollup_readers
    WHERE site = {site:String}
        AND day >= toDate(fromUnixTimestamp64Milli({from:Int64}, 'UTC'), {zone:String})
        AND day < toDate(fromUnixTimestamp64Milli({to:Int64}, 'UTC'), {zone:String})
    GROUP BY day, scope, key
)
ARRAY JOIN scopes AS scoped
GROUP BY day, scoped
