-- How many rows of a batch are there? The proof after an insert of unclear outcome.
SELECT count() AS events
FROM events
WHERE batch = {batch:UInt64}
    AND time >= fromUnixTimestamp64Milli({from:Int64}, 'UTC')
    AND time <= fromUnixTimestamp64Milli({to:Int64}, 'UTC')
