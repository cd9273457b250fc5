-- What do the rules for verdict, source and channel look at in the events of a month, and in how many events?
SELECT
    evidence,
    toString(any(events.hostname)) AS page_host,
    toString(any(if(position(events.referrer, '://') > 0, events.referrer, splitByChar('/', events.referrer)[1]))) AS referrer,
    toString(any(events.utm_source)) AS utm_source,
    toString(any(events.utm_medium)) AS utm_medium,
    toString(any(events.utm_campaign)) AS utm_campaign,
    toString(any(events.click_id)) AS click_id,
    toString(any(events.browser)) AS browser,
    toString(any(events.verdict)) AS verdict,
    toString(any(events.source)) AS source,
    toString(any(events.channel)) AS channel,
    count() AS events
FROM events
WHERE site = {site:String}
    AND toYYYYMM(time) = {month:UInt32}
    AND time >= fromUnixTimestamp64Milli({from:Int64}, 'UTC')
    AND time < fromUnixTimestamp64Milli({to:Int64}, 'UTC')
GROUP BY evidence
