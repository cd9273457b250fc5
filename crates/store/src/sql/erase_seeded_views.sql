-- Takes out what the registry's table `seeded_views` holds of what is erased.
ALTER TABLE seeded_views DELETE
WHERE site = {site:String}
    AND (empty({pages:Array(UInt64)}) OR has({pages:Array(UInt64)}, sipHash64(path)))
