-- Takes out what the rollup `page_breakdowns` holds of what is erased.
ALTER TABLE page_breakdowns DELETE
WHERE site = {site:String}
    AND day >= {first:Date} AND day <= {last:Date}
    AND (empty({pages:Array(UInt64)}) OR has({pages:Array(UInt64)}, sipHash64(path)))
