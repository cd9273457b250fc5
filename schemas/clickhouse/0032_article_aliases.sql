-- What each origin last said of where the article of a path is counted: moved addresses, and variants of one page.
CREATE TABLE IF NOT EXISTS article_aliases
(
    site    LowCardinality(String),
    path    String,
    origin  LowCardinality(String),
    target  String,
    said_at DateTime64(3, 'UTC'),
    said_by String
)
ENGINE = ReplacingMergeTree(said_at)
ORDER BY (site, path, origin)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1
