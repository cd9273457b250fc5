-- Of which other articles has anybody said something that names these pages, now or before?
SELECT DISTINCT path
FROM article_edits
WHERE site = {site:String}
    AND NOT has({pages:Array(UInt64)}, sipHash64(path))
    AND multiSearchAny(said, {paths:Array(String)})
ORDER BY path
LIMIT 20
