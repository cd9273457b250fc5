    -- How was each section, author or language read and shared, day by day? A piece by two authors counts for both. Whole days that are
    -- over come from the rollup; of today and of part days the counts of pages are told apart by the registry.
    , scope_counts AS
    (
        SELECT key, day, views, shares
        FROM scope_days FINAL
        WHERE site = {site:String}
            AND scope = {scope:String}
            AND day >= toDate(fromUnixTimestamp64Milli({days_from:Int64}, 'UTC'), {zone:String})
            AND day < toDate(fromUnixTimestamp64Milli({days_to:Int64}, 'UTC'), {zone:String})
        UNION ALL
        SELECT key, day, sum(counts.views), sum(counts.shares)
        FROM counts
        LEFT JOIN
        (
            SELECT
                path,
                multiIf(
                    {scope:String} = 'section', [toString(section)],
                    {scope:String} = 'lang', [toString(lang)],
                    authors
                ) AS keys
            FROM article_terms FINAL
            WHERE site = {site:String}
        ) AS known ON known.path = counts.path
        ARRAY JOIN if(empty(known.keys) AND {scope:String} != 'author', [''], known.keys) AS key
        GROUP BY key, day
    )
