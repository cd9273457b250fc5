    -- The events of the visits that began in the period. Where a visit came from, its beginning says.
    visited AS
    (
        SELECT
            happened.* REPLACE (
                visit.origin.1 AS referrer,
                visit.origin.2 AS source,
                visit.origin.3 AS channel,
                visit.origin.4 AS utm_source,
                visit.origin.5 AS utm_medium,
                visit.origin.6 AS utm_campaign,
                visit.origin.7 AS utm_content,
                visit.origin.8 AS utm_term,
                visit.origin.9 AS click_id
            ),
            visit.start AS visit_start,
            visit.entry_page AS entry_page,
            visit.exit_page AS exit_page,
            visit.is_bounce AS is_bounce,
            visit.pages AS pages,
            visit.seconds AS seconds
        FROM happened
        ASOF INNER JOIN visit
            ON visit.visitor = happened.reader
            AND visit.start <= toUnixTimestamp64Milli(happened.time)
        WHERE visit.start >= {from:Int64} AND happened.verdict = 'human'
    ),
