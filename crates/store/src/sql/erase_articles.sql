-- Takes out what the registry's table `articles` holds of what is erased.
ALTER TABLE articles DELETE
WHERE site = {site:String}
    AND (empty({pages:Array(UInt64)}) OR has({pages:Array(UInt64)}, sipHash64(path)))
