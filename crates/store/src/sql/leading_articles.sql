-- Which articles lead in a period, by views?
SELECT
    read.article AS path,
    known.title AS title,
    toString(known.section) AS section,
    read.views AS views,
    read.readers AS readers,
    read.shares AS shares
FROM
(
    SELECT
        if(place.canonical = '', visited.path, place.canonical) AS article,
        sum(visited.views) AS views,
        uniqCombined64Merge(visited.readers) AS readers,
        sum(visited.shares) AS shares
    FROM visited
    LEFT JOIN place ON place.path = visited.path
    GROUP BY article
    ORDER BY views DESC, article
    LIMIT {limit:UInt32}
) AS read
LEFT JOIN
(
    SELECT path, title, section FROM known_articles WHERE site = {site:String}
) AS known ON known.path = read.article
ORDER BY views DESC, path
