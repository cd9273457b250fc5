-- How many articles of each section, author or language were read in a period, and how much of that did the most viewed ones bring?
SELECT
    key,
    count() AS articles,
    sum(read.views) AS views,
    arraySum(arraySlice(arrayReverseSort(groupArray(read.views)), 1, {leading:UInt32})) AS leading
FROM
(
    SELECT
        if(place.canonical = '', toString(visited.path), place.canonical) AS path,
        sum(visited.views) AS views
    FROM visited
    LEFT JOIN place ON place.path = visited.path
    GROUP BY path
) AS read
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
) AS known ON known.path = read.path
ARRAY JOIN if(empty(known.keys) AND {scope:String} != 'author', [''], known.keys) AS key
WHERE read.views > 0
GROUP BY key
ORDER BY key
