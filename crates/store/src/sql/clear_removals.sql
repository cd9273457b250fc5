-- Forgets the loads of a site that the ledger has been brought in line with.
DELETE FROM removals WHERE site = {site:String}
