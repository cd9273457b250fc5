-- What does the public counter show for each page? Its views, and those that it began with. Of the given nodes no
-- segments count but those through the given ones; a batch's number holds its node, a bit for bulk loads, and the segment. Of days
-- whose events are gone the rollup is all there is.
WITH
(
    SELECT (groupArray(site), groupArray(toUnixTimestamp(border)))
    FROM (SELECT toString(site) AS site, max(moment) AS border FROM raw_borders GROUP BY site)
) AS borders
SELECT site, path, sum(views) AS views
FROM
(
    SELECT toString(site) AS site, toString(path) AS path, views
    FROM
    (
        SELECT site, path, count() AS views
        FROM events
        WHERE (empty(borders.1) OR toUnixTimestamp(time) >= transform(site, borders.1, borders.2, toUInt32(0)))
            AND type = 'view' AND verdict = 'human'
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
    )
    UNION ALL
    SELECT toString(page_days.site) AS site, page_days.path AS path, page_days.views AS views
    FROM page_days FINAL
    INNER JOIN (SELECT site, max(day) AS day FROM raw_borders GROUP BY site) AS kept ON kept.site = page_days.site
    WHERE page_days.day < kept.day AND page_days.views > 0
    UNION ALL
    SELECT toString(site) AS site, path, views
    FROM seeded_views FINAL
)
GROUP BY site, path
