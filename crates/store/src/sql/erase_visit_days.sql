-- Takes out what the rollup `visit_days` holds of what is erased.
ALTER TABLE visit_days DELETE
WHERE site = {site:String}
    AND day >= {first:Date} AND day <= {last:Date}
    AND (empty({pages:Array(UInt64)}) OR (dimension IN ('entry_page', 'exit_page') AND has({pages:Array(UInt64)}, sipHash64(value))))
