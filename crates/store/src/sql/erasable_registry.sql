-- How many rows of the registry are to be erased?
SELECT 'articles' AS place, count() AS rows FROM articles
WHERE site = {site:String}
    AND (empty({pages:Array(UInt64)}) OR has({pages:Array(UInt64)}, sipHash64(path)))
UNION ALL
SELECT 'article_edits' AS place, count() AS rows FROM article_edits
WHERE site = {site:String}
    AND (empty({pages:Array(UInt64)}) OR has({pages:Array(UInt64)}, sipHash64(path)))
UNION ALL
SELECT 'article_aliases' AS place, count() AS rows FROM article_aliases
WHERE site = {site:String}
    AND (empty({pages:Array(UInt64)}) OR has({pages:Array(UInt64)}, sipHash64(path)) OR has({pages:Array(UInt64)}, sipHash64(target)))
UNION ALL
SELECT 'article_places' AS place, count() AS rows FROM article_places
WHERE site = {site:String}
    AND (empty({pages:Array(UInt64)}) OR has({pages:Array(UInt64)}, sipHash64(path)) OR has({pages:Array(UInt64)}, sipHash64(canonical)) OR has({pages:Array(UInt64)}, sipHash64(story)))
UNION ALL
SELECT 'article_terms' AS place, count() AS rows FROM article_terms
WHERE site = {site:String}
    AND (empty({pages:Array(UInt64)}) OR has({pages:Array(UInt64)}, sipHash64(path)))
UNION ALL
SELECT 'seeded_views' AS place, count() AS rows FROM seeded_views
WHERE site = {site:String}
    AND (empty({pages:Array(UInt64)}) OR has({pages:Array(UInt64)}, sipHash64(path)))
