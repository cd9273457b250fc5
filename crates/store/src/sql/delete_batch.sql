-- Takes out a batch that is there in part, so that it can be loaded whole.
DELETE FROM events
WHERE batch = {batch:UInt64}
    AND time >= fromUnixTimestamp64Milli({from:Int64}, 'UTC')
    AND time <= fromUnixTimestamp64Milli({to:Int64}, 'UTC')
