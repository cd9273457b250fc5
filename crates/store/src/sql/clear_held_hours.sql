-- Forgets the hours of a site that were held: what they waited for is done.
DELETE FROM stale_hours WHERE site = {site:String} AND note = 0
