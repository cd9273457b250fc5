-- Takes out what the registry's table `article_places` holds of what is erased.
ALTER TABLE article_places DELETE
WHERE site = {site:String}
    AND (empty({pages:Array(UInt64)}) OR has({pages:Array(UInt64)}, sipHash64(path)) OR has({pages:Array(UInt64)}, sipHash64(canonical)) OR has({pages:Array(UInt64)}, sipHash64(story)))
