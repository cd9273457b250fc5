-- How did the sayings on these paths follow each other? One that the database holds twice, since its insert was
-- repeated after a failure, shows once.
SELECT path, toString(origin) AS origin, toUnixTimestamp64Milli(min(said_at)) AS said_ms, any(said_by) AS said_by, said
FROM
(
    SELECT
        *,
        sum(is_new) OVER (PARTITION BY path, origin ORDER BY said_at, said ROWS UNBOUNDED PRECEDING) AS turn
    FROM
    (
        SELECT
            path, origin, said_at, said_by, said,
            said != lagInFrame(said) OVER (
                PARTITION BY path, origin ORDER BY said_at, said ROWS BETWEEN 1 PRECEDING AND CURRENT ROW
            ) AS is_new
        FROM article_edits
        WHERE site = {site:String} AND path IN {paths:Array(String)}
    )
)
GROUP BY path, origin, turn, said
ORDER BY said_ms, path, origin
