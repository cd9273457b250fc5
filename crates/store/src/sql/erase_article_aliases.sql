-- Takes out what the registry's table `article_aliases` holds of what is erased.
ALTER TABLE article_aliases DELETE
WHERE site = {site:String}
    AND (empty({pages:Array(UInt64)}) OR has({pages:Array(UInt64)}, sipHash64(path)) OR has({pages:Array(UInt64)}, sipHash64(target)))
