-- Forgets that readers came from some pages, or from any page of some hosts, whichever site they went to.
ALTER TABLE events UPDATE referrer = ''
WHERE has({referrers:Array(UInt64)}, sipHash64(referrer))
    OR has({hosts:Array(UInt64)}, sipHash64(splitByChar('/', toString(referrer))[1]))
