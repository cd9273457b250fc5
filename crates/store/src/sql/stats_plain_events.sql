    -- Of visits nothing is asked.
    visited AS
    (
        SELECT
            *,
            '' AS entry_page,
            '' AS exit_page,
            toInt64(0) AS visit_start,
            false AS is_bounce,
            toUInt64(0) AS pages,
            toUInt64(0) AS seconds
        FROM happened
    ),
