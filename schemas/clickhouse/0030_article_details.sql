-- What pages and content systems tell of an article besides; `said` is the whole saying as JSON, by which a repeat is known.
ALTER TABLE articles
    ADD COLUMN IF NOT EXISTS updated_at DateTime64(3, 'UTC'),
    ADD COLUMN IF NOT EXISTS word_count UInt32,
    ADD COLUMN IF NOT EXISTS said String CODEC(ZSTD(1))
