-- Takes out what the registry's table `article_edits` holds of what is erased.
ALTER TABLE article_edits DELETE
WHERE site = {site:String}
    AND (empty({pages:Array(UInt64)}) OR has({pages:Array(UInt64)}, sipHash64(path)))
