-- The visits that began in [from, to), a row each, for the rollups of visits: what `visits.sql` says of each, with pages, sources
-- and channels as hashes, so that a reader's events are sorted as numbers. A hash of 0 is none.
WITH
    signs AS
    (
        SELECT
            reader,
            arraySort(groupArray(
                bitShiftLeft(toUInt256(toUInt64(toUnixTimestamp64Milli(time))), 192)
                    + bitShiftLeft(toUInt256(cityHash64(path)), 128)
                    + bitShiftLeft(toUInt256(cityHash64(source, channel)), 64)
                    + toUInt256((type = 'view') + 2 * (type != 'engage') + 4 * (props['interactive'] != 'false'))
            )) AS sorted
        FROM events
        WHERE site = {site:String}
            AND time >= fromUnixTimestamp64Milli({from:Int64}, 'UTC') - INTERVAL 1 DAY
            AND time < fromUnixTimestamp64Milli({to:Int64}, 'UTC') + INTERVAL 1 DAY
            AND verdict = 'human' AND reader != 0
        GROUP BY reader
    ),
    split AS
    (
        SELECT
            arrayJoin(arrayEnumerate(visits)) AS number,
            visits[number] AS signs,
            number > 1 AS is_returning,
            toInt64(bitShiftRight(signs[1], 192)) AS start
        FROM
        (
            SELECT
                arraySplit(
                    (sign, pause) -> pause > 1800000,
                    sorted,
                    arrayDifference(arrayMap(sign -> toInt64(bitShiftRight(sign, 192)), sorted))
                ) AS visits
            FROM signs
        )
        WHERE start >= {from:Int64} AND start < {to:Int64}
    ),
    dayed_visits AS
    (
        SELECT
            toDate(fromUnixTimestamp64Milli(start, 'UTC'), {zone:String}) AS day,
            is_returning,
            arrayFilter(sign -> bitTest(toUInt8(sign), 1), signs) AS parts,
            arrayMap(sign -> toUInt64(bitShiftRight(sign, 128)), arrayFilter(sign -> bitTest(toUInt8(sign), 0), signs)) AS pages,
            arrayCount(sign -> bitTest(toUInt8(sign), 2), parts) <= 1 AS is_bounce,
            if(empty(parts), 0, intDiv(toInt64(bitShiftRight(parts[-1], 192)) - toInt64(bitShiftRight(parts[1], 192)), 1000)) AS seconds,
            if(empty(parts), 0, toUInt64(bitShiftRight(parts[1], 64))) AS origin
        FROM split
    )
