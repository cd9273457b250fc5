-- What does the public counter show for each page? Its views, and those that it began with.
SELECT site, path, sum(views) AS views
FROM
(
    SELECT toString(site) AS site, path, count() AS views
    FROM events
    WHERE type = 'view' AND verdict = 'human'
    GROUP BY site, path
    UNION ALL
    SELECT toString(site) AS site, path, views
    FROM seeded_views FINAL
)
GROUP BY site, path
