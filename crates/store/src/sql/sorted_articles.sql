-- Which articles were read in a period, of those that a filter lets through? One page of them in the order that is asked for, each row
-- with what all of them together have. What is '' filters nothing.
SELECT
    article,
    story,
    views,
    shares,
    engaged_ms,
    count() OVER () AS found,
    sum(views) OVER () AS found_views,
    sum(shares) OVER () AS found_shares,
    sum(engaged_ms) OVER () AS found_engaged_ms
FROM
(
    SELECT
        if(place.canonical = '', toString(visited.path), place.canonical) AS article,
        any(if(place.story = '', toString(visited.path), place.story)) AS story,
        sum(visited.views) AS views,
        sum(visited.shares) AS shares,
        sum(visited.engaged_ms) AS engaged_ms
    FROM visited
    LEFT JOIN place ON place.path = visited.path
    GROUP BY article
) AS read
LEFT JOIN
(
    SELECT path, title, toString(section) AS section, toString(lang) AS lang, authors
    FROM article_terms FINAL
    WHERE site = {site:String}
) AS known ON known.path = read.article
LEFT JOIN
(
    SELECT path, published_at, tags
    FROM known_articles
    WHERE site = {site:String} AND ({sort:String} = 'published' OR {tag:String} != '')
) AS detail ON detail.path = read.article
WHERE ({section:String} = '' OR known.section = {section:String})
    AND (empty({authors:Array(String)}) OR hasAny(known.authors, {authors:Array(String)}))
    AND ({lang:String} = '' OR known.lang = {lang:String})
    AND ({tag:String} = '' OR has(detail.tags, {tag:String}))
    AND (
        {text:String} = ''
        OR positionCaseInsensitiveUTF8(known.title, {text:String}) > 0
        OR positionCaseInsensitiveUTF8(read.article, {text:String}) > 0
    )
ORDER BY
    multiIf(
        {sort:String} = 'shares', toFloat64(shares),
        {sort:String} = 'share_rate', if(views > 0, shares / views, 0.),
        {sort:String} = 'engaged', if(views > 0, engaged_ms / views, 0.),
        {sort:String} = 'published', toFloat64(toUnixTimestamp64Milli(detail.published_at)),
        toFloat64(views)
    ) * if({ascending:Bool}, -1, 1) DESC,
    views DESC,
    shares DESC,
    article
LIMIT {limit:UInt32} OFFSET {offset:UInt32}
