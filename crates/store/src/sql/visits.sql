-- Which visits began in the period, and what did each consist of? Engagement prolongs a visit and is no part of it, and
-- what happened without the reader's doing ends no bounce.
SELECT
    sipHash64({site:String}, reader, start) AS visit,
    reader,
    start AS start_ms,
    toUInt32(intDiv(maxIf(moment, is_part) - minIf(moment, is_part), 1000)) AS duration_s,
    toUInt32(countIf(is_view)) AS views,
    toUInt32(countIf(is_part)) AS events,
    argMinIf(path, moment, is_view) AS entry_page,
    argMaxIf(path, moment, is_view) AS exit_page,
    argMinIf(hostname, moment, is_view) AS hostname,
    toBool(countIf(is_part AND is_interactive) <= 1) AS is_bounce,
    argMinIf(source, moment, is_part) AS source,
    argMinIf(channel, moment, is_part) AS channel
FROM
(
    SELECT
        events.reader AS reader,
        visit_starts.start AS start,
        toUnixTimestamp64Milli(events.time) AS moment,
        events.path AS path,
        toString(events.hostname) AS hostname,
        toString(events.source) AS source,
        toString(events.channel) AS channel,
        events.type = 'view' AS is_view,
        events.type != 'engage' AS is_part,
        events.props['interactive'] != 'false' AS is_interactive
    FROM events
    ASOF INNER JOIN visit_starts
        ON visit_starts.reader = events.reader
        AND visit_starts.start <= toUnixTimestamp64Milli(events.time)
    WHERE events.site = {site:String}
        AND events.time >= fromUnixTimestamp64Milli({from:Int64}, 'UTC')
        AND events.time < fromUnixTimestamp64Milli({to:Int64}, 'UTC') + INTERVAL 1 DAY
        AND events.verdict = 'human' AND events.reader != 0
)
WHERE start >= {from:Int64} AND start < {to:Int64}
GROUP BY reader, start
ORDER BY start, reader
