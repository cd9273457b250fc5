-- Every saying of an origin on an article, with its moment and who brought it. A repeat of the last one adds no row.
CREATE TABLE IF NOT EXISTS article_edits
(
    site    LowCardinality(String),
    path    String,
    origin  LowCardinality(String),
    said_at DateTime64(3, 'UTC'),
    said_by String,
    said    String CODEC(ZSTD(1))
)
ENGINE = MergeTree
ORDER BY (site, path, said_at)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1
