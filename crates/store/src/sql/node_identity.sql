-- Which node has a number? The first that claimed it.
SELECT identity
FROM nodes
WHERE number = {number:UInt16}
ORDER BY claimed_at, identity
LIMIT 1
