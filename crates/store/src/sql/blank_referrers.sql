-- Forgets that readers came from some pages, whichever site they went to.
ALTER TABLE events UPDATE referrer = '' WHERE has({referrers:Array(UInt64)}, sipHash64(referrer))
