-- Forgets the hours that a reclassification made wrong: their rollups are computed anew.
DELETE FROM stale_hours WHERE site = {site:String}
