-- How far has each node loaded, and which is its last change past the spool?
SELECT
    node,
    maxIfOrNull(through, kind = 'spool') AS segments,
    maxIf(through, kind = 'recount') AS recounts
FROM loads
GROUP BY node
ORDER BY node
