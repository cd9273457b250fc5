-- What was said of articles, now or before, that names other addresses? Each saying with the number by which it can be taken out.
SELECT DISTINCT path, said, sipHash64(said) AS number
FROM
(
    SELECT path, said FROM article_edits WHERE site = {site:String}
    UNION ALL
    SELECT path, said FROM articles WHERE site = {site:String}
)
WHERE position(said, '"translations"') > 0 OR position(said, '"canonical"') > 0
ORDER BY path
