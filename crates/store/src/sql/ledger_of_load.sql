-- What became of what one load brought.
SELECT site, minute, node, origin, sequence, accepted, repeated, dropped, stored, dead, lost
FROM ledger FINAL
WHERE node = {node:UInt16} AND origin = {origin:String} AND sequence = {sequence:UInt64}
ORDER BY site, minute
