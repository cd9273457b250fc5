-- How many hours of a site carry a note?
SELECT uniqExact(hour) FROM stale_hours WHERE site = {site:String} AND note = {note:UInt64}
