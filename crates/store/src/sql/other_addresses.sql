-- Under which other addresses is known what stands at these pages?
SELECT DISTINCT path
FROM article_places FINAL
WHERE site = {site:String}
    AND canonical IN
    (
        SELECT canonical FROM article_places FINAL
        WHERE site = {site:String} AND has({pages:Array(UInt64)}, sipHash64(path))
    )
    AND NOT has({pages:Array(UInt64)}, sipHash64(path))
ORDER BY path
LIMIT 20
