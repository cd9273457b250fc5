-- What does the public counter show for each page? Its views, and those that it began with. Of the given nodes no
-- segments count but those through the given ones; a batch's number holds its node, a bit for bulk loads, and the segment.
SELECT site, path, sum(views) AS views
FROM
(
    SELECT toString(site) AS site, path, count() AS views
    FROM events
    WHERE type = 'view' AND verdict = 'human'
        AND (
            bitTest(batch, 47)
            OR bitAnd(bitShiftRight(batch, 12), 34359738367) <= transform(
                toUInt16(bitShiftRight(batch, 48)),
                {nodes:Array(UInt16)},
                {segments:Array(UInt64)},
                toUInt64(34359738367)
            )
        )
    GROUP BY site, path
    UNION ALL
    SELECT toString(site) AS site, path, views
    FROM seeded_views FINAL
)
GROUP BY site, path
