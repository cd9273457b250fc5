    shown AS
    (
        SELECT piece, keys, figures FROM summed
        WHERE empty({only:Array(Array(String))}) OR keys IN {only:Array(Array(String))}
    )
-- What are the figures of each piece of time and value? In the order asked for: by the figure of that number, by time (0), or by the value
-- of the dimension of that number, negative. What has no figure comes last, and equals are in the order of time and values.
SELECT
    piece,
    keys,
    figures,
    count() OVER () AS total
FROM shown
ORDER BY
    multiIf({by:Int8} > 0, figures[{by:Int8}], {by:Int8} = 0, toFloat64(piece), 0) * {direction:Int8} NULLS LAST,
    if({by:Int8} < 0 AND {direction:Int8} > 0, keys[-{by:Int8}], ''),
    if({by:Int8} < 0 AND {direction:Int8} < 0, keys[-{by:Int8}], '') DESC,
    piece,
    keys
LIMIT {limit:UInt32} OFFSET {offset:UInt32}
