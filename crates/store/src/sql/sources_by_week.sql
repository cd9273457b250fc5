-- Where did the views come from, week by week?
SELECT
    within AS channel,
    value AS source,
    toDate32(toMonday(toDate(hour, {zone:String}))) AS week,
    sum(site_counts.views) AS views
FROM site_counts
GROUP BY channel, source, week
HAVING views > 0
ORDER BY week, views DESC, channel, source
