    -- Each event with the first and the last page of its visit.
    visited AS
    (
        SELECT
            happened.*,
            visit.entry_page AS entry_page,
            visit.exit_page AS exit_page,
            toInt64(0) AS visit_start,
            false AS is_bounce,
            toUInt64(0) AS pages,
            toUInt64(0) AS seconds
        FROM happened
        ASOF LEFT JOIN visit
            ON visit.visitor = happened.reader
            AND visit.start <= toUnixTimestamp64Milli(happened.time)
    ),
