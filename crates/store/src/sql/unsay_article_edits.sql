-- Takes sayings out of the history.
ALTER TABLE article_edits DELETE WHERE site = {site:String} AND has({sayings:Array(UInt64)}, sipHash64(said))
