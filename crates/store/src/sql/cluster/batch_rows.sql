-- How many rows of a batch are there? Of each shard the replica that has most of it tells: what one has, the others will have.
SELECT toUInt64(sum(events)) AS events
FROM
(
    SELECT shard, max(events) AS events
    FROM
    (
        SELECT getMacro('shard') AS shard, getMacro('replica') AS replica, count() AS events
        FROM clusterAllReplicas('{cluster}', currentDatabase(), events_local)
        WHERE batch = {batch:UInt64}
            AND time >= fromUnixTimestamp64Milli({from:Int64}, 'UTC')
            AND time <= fromUnixTimestamp64Milli({to:Int64}, 'UTC')
        GROUP BY shard, replica
    )
    GROUP BY shard
)
