-- What did each origin say last of the articles at these paths, or of all where none is named?
SELECT path, toString(origin) AS origin, toUnixTimestamp64Milli(version) AS said_ms, said
FROM articles FINAL
WHERE site = {site:String} AND (empty({paths:Array(String)}) OR path IN {paths:Array(String)})
ORDER BY path, precedence DESC
