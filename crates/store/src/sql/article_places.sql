-- Where does each path of a site belong, as far as was computed?
SELECT path, canonical, story, version
FROM article_places FINAL
WHERE site = {site:String}
