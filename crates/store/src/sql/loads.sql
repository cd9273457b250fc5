-- What have other nodes loaded that the counters here have not taken in? `nodes` holds the node itself too, with all taken in.
SELECT
    node,
    toString(kind) AS kind,
    after,
    through,
    rows,
    toUnixTimestamp64Milli(earliest) AS earliest_ms,
    toUnixTimestamp64Milli(latest) AS latest_ms,
    toUnixTimestamp64Micro(loaded_at) AS loaded_us
FROM loads
WHERE loaded_at > fromUnixTimestamp64Micro({since:Int64}, 'UTC')
    AND through > if(
        kind = 'recount',
        transform(node, {nodes:Array(UInt16)}, {recounts:Array(UInt64)}, toUInt64(0)),
        transform(node, {nodes:Array(UInt16)}, {segments:Array(UInt64)}, toUInt64(0))
    )
ORDER BY node, through
