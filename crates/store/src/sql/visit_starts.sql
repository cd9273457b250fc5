-- When did each reader's visits begin? A visit ends with 30 minutes without a sign of life; it may have begun before the
-- period, and a day's salt lets none last much longer than a day.
WITH visit_starts AS
(
    SELECT
        reader,
        arrayJoin(arrayFilter(
            (moment, pause, place) -> place = 1 OR pause > 1800000,
            moments, arrayDifference(moments), arrayEnumerate(moments)
        )) AS start
    FROM
    (
        SELECT reader, arraySort(groupArray(toUnixTimestamp64Milli(time))) AS moments
        FROM events
        WHERE site = {site:String}
            AND time >= fromUnixTimestamp64Milli({from:Int64}, 'UTC') - INTERVAL 1 DAY
            AND time < fromUnixTimestamp64Milli({to:Int64}, 'UTC') + INTERVAL 1 DAY
            AND verdict = 'human' AND reader != 0
        GROUP BY reader
    )
)
