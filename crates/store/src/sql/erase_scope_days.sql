-- Takes out what the rollup `scope_days` holds of what is erased.
ALTER TABLE scope_days DELETE
WHERE site = {site:String}
    AND day >= {first:Date} AND day <= {last:Date}
    AND (empty({pages:Array(UInt64)}) OR (scope IN ('article', 'story') AND has({pages:Array(UInt64)}, sipHash64(key))))
