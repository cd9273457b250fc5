    -- Each event with what the registry knows of its article. Where it is told apart by authors, it counts for each of them.
    place AS
    (
        SELECT path AS placed, canonical, story AS told FROM article_places FINAL WHERE site = {site:String}
    ),
    known AS
    (
        SELECT path AS named, title, toString(section) AS section, toString(lang) AS lang, authors
        FROM article_terms FINAL
        WHERE site = {site:String}
    ),
    happening AS
    (
        SELECT
            visited.*,
            if(place.canonical = '', toString(visited.path), place.canonical) AS article,
            if(place.told = '', toString(visited.path), place.told) AS story,
            title,
            section,
            lang,
            author
        FROM visited
        LEFT JOIN place ON place.placed = visited.path
        LEFT JOIN known ON known.named = if(place.canonical = '', toString(visited.path), place.canonical)
        ARRAY JOIN if({with_authors:Bool}, known.authors, ['']) AS author
        -- Of several authors one suffices.
        WHERE {author_operator:String} = ''
            OR arrayExists(
                name -> if({author_operator:String} IN ('is', 'is_not'),
                    has({author_texts:Array(String)}, name),
                    multiSearchAny(name, {author_texts:Array(String)})),
                known.authors
            ) = ({author_operator:String} IN ('is', 'contains'))
    ),
