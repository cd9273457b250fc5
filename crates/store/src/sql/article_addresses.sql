-- Which paths belong to the story of a path, and which article is meant by each?
SELECT path, canonical, story
FROM article_places FINAL
WHERE site = {site:String} AND story IN
(
    SELECT if(any(story) = '', {path:String}, any(story)) FROM article_places FINAL
    WHERE site = {site:String} AND path = {path:String}
)
ORDER BY path
