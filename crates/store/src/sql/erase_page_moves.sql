-- Takes out what the rollup `page_moves` holds of what is erased.
ALTER TABLE page_moves DELETE
WHERE site = {site:String}
    AND day >= {first:Date} AND day <= {last:Date}
    AND (empty({pages:Array(UInt64)}) OR has({pages:Array(UInt64)}, sipHash64(path)) OR has({pages:Array(UInt64)}, sipHash64(next)))
