-- Takes sayings out of what is said at present.
ALTER TABLE articles DELETE WHERE site = {site:String} AND has({sayings:Array(UInt64)}, sipHash64(said))
