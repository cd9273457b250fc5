-- What became of what was received, by site and minute, without what the asking node holds as pending.
SELECT
    site,
    minute,
    sum(accepted) AS accepted,
    sum(repeated) AS repeated,
    sumMap(dropped) AS dropped,
    sum(stored) AS stored,
    sum(dead) AS dead,
    sum(lost) AS lost
FROM ledger FINAL
WHERE minute >= toDateTime({from:UInt32}, 'UTC') AND minute < toDateTime({to:UInt32}, 'UTC')
    AND NOT (node = {node:UInt16} AND origin = 'spool' AND sequence > {through:UInt64})
GROUP BY site, minute
ORDER BY site, minute
