-- The one at a path.
WHERE site = {site:String} AND path = {path:String}
