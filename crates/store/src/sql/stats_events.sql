-- The events that figures of a period are counted from. Machines are left out unless they are asked for.
WITH
    happened AS
    (
        SELECT
            *,
            '' AS nothing,
            if(position(path, '#') > 0, substring(toString(path), position(path, '#')), '') AS hash
        FROM events
        WHERE site = {site:String}
            AND time >= fromUnixTimestamp64Milli({from:Int64}, 'UTC')
            AND time < fromUnixTimestamp64Milli({to:Int64}, 'UTC')
            AND ({with_machines:Bool} OR verdict = 'human')
    ),
