-- How many events of each segment of a node were accepted, those that were given up or taken out later included.
SELECT sequence, sum(accepted) + sum(dropped['dead_letter']) + sum(dropped['removed']) AS events
FROM ledger FINAL
WHERE node = {node:UInt16} AND origin = 'spool' AND sequence >= {first:UInt64} AND sequence <= {last:UInt64}
GROUP BY sequence
ORDER BY sequence
