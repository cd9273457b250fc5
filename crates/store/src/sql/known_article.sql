-- The one that is meant by a path.
WHERE site = {site:String} AND path = ifNull(
    (
        SELECT any(canonical) FROM article_places FINAL WHERE site = {site:String} AND path = {path:String} HAVING count() > 0
    ),
    {path:String}
)
