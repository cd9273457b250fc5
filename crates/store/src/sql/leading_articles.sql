-- What is known of the articles that lead? Their figures are given, and stand beside it.
SELECT
    figures.1 AS path,
    known.title AS title,
    toString(known.section) AS section,
    figures.2 AS views,
    figures.3 AS readers,
    figures.4 AS shares
FROM
(
    SELECT arrayJoin(arrayZip(
        {pages:Array(String)},
        {views:Array(UInt64)},
        {readers:Array(UInt64)},
        {shares:Array(UInt64)}
    )) AS figures
) AS read
LEFT JOIN
(
    SELECT path, title, section FROM article_terms FINAL WHERE site = {site:String} AND path IN {pages:Array(String)}
) AS known ON known.path = read.figures.1
ORDER BY views DESC, shares DESC, path
