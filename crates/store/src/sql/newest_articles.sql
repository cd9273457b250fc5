-- Those published last.
WHERE site = {site:String}
ORDER BY published_at DESC, path
LIMIT {limit:UInt32}
