    -- Of articles nothing is asked.
    happening AS
    (
        SELECT
            *,
            '' AS article,
            '' AS story,
            '' AS title,
            '' AS section,
            '' AS lang,
            '' AS author
        FROM visited
    ),
