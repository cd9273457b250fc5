-- Every event of a period, one row each, with the names that the stats API uses for dimensions.
SELECT
    events.site AS site,
    events.time AS time,
    events.type AS type,
    events.name AS name,
    events.platform AS platform,
    events.hostname AS hostname,
    events.path AS path,
    if(position(events.path, '#') > 0, substring(events.path, position(events.path, '#')), '') AS hash,
    article.title AS title,
    article.section AS section,
    article.authors AS authors,
    article.lang AS lang,
    events.referrer AS referrer,
    events.source AS source,
    events.channel AS channel,
    events.utm_source AS utm_source,
    events.utm_medium AS utm_medium,
    events.utm_campaign AS utm_campaign,
    events.utm_content AS utm_content,
    events.utm_term AS utm_term,
    events.click_id AS click_id,
    events.browser AS browser,
    events.browser_version AS browser_version,
    events.os AS os,
    events.os_version AS os_version,
    events.device AS device,
    events.country AS country,
    events.region AS region,
    events.city AS city,
    events.reader_lang AS reader_lang,
    events.network AS network,
    events.engaged_ms AS engaged_ms,
    events.scroll AS scroll,
    events.props AS props,
    if(
        events.verdict = 'human' AND events.reader != 0,
        leftPad(lower(hex(sipHash64({site:String}, events.reader, visit_starts.start))), 16, '0'),
        ''
    ) AS visit,
    if(events.reader = 0, '', lower(leftPad(hex(events.reader), 16, '0'))) AS reader,
    events.verdict AS verdict,
    events.tracker_version AS tracker_version
FROM events
LEFT JOIN
(
    SELECT address, title, section, authors, lang FROM article_addresses WHERE site = {site:String}
) AS article ON article.address = events.path
ASOF LEFT JOIN visit_starts
    ON visit_starts.reader = events.reader
    AND visit_starts.start <= toUnixTimestamp64Milli(events.time)
WHERE events.site = {site:String}
    AND events.time >= fromUnixTimestamp64Milli({from:Int64}, 'UTC')
    AND events.time < fromUnixTimestamp64Milli({to:Int64}, 'UTC')
