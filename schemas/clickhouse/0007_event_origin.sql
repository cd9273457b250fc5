-- The kind of an advertiser's click id, and the reader's first language.
ALTER TABLE events
    ADD COLUMN IF NOT EXISTS click_id LowCardinality(String) AFTER utm_term,
    ADD COLUMN IF NOT EXISTS reader_lang LowCardinality(String) AFTER city
