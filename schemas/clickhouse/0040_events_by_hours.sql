-- Events are laid down anew: first by four hours, so that what is read of the present costs the same however much the day
-- already holds; then by page and time, where neighbours are alike. The moment stands in the key as a number: ClickHouse takes the
-- expression of a key that is nearest to a condition's column, and `time` itself would keep it from the four hours. Dictionaries and
-- codecs as docs/storage.md compares them.
CREATE OR REPLACE TABLE events
(
    site            LowCardinality(String) CODEC(ZSTD(1)),
    time            DateTime64(3, 'UTC') CODEC(Delta(8), T64('bit'), ZSTD(1)),
    type            LowCardinality(String) CODEC(ZSTD(1)),
    name            LowCardinality(String) CODEC(ZSTD(1)),
    platform        LowCardinality(String) CODEC(ZSTD(1)),
    hostname        LowCardinality(String) CODEC(ZSTD(1)),
    path            LowCardinality(String) CODEC(ZSTD(1)),
    referrer        LowCardinality(String) CODEC(ZSTD(1)),
    source          LowCardinality(String) CODEC(ZSTD(1)),
    channel         LowCardinality(String) CODEC(ZSTD(1)),
    utm_source      LowCardinality(String) CODEC(ZSTD(1)),
    utm_medium      LowCardinality(String) CODEC(ZSTD(1)),
    utm_campaign    LowCardinality(String) CODEC(ZSTD(1)),
    utm_content     LowCardinality(String) CODEC(ZSTD(1)),
    utm_term        LowCardinality(String) CODEC(ZSTD(1)),
    click_id        LowCardinality(String) CODEC(ZSTD(1)),
    browser         LowCardinality(String) CODEC(ZSTD(1)),
    browser_version LowCardinality(String) CODEC(ZSTD(1)),
    os              LowCardinality(String) CODEC(ZSTD(1)),
    os_version      LowCardinality(String) CODEC(ZSTD(1)),
    device          LowCardinality(String) CODEC(ZSTD(1)),
    country         LowCardinality(String) CODEC(ZSTD(1)),
    region          LowCardinality(String) CODEC(ZSTD(1)),
    city            LowCardinality(String) CODEC(ZSTD(1)),
    reader_lang     LowCardinality(String) CODEC(ZSTD(1)),
    network         LowCardinality(String) CODEC(ZSTD(1)),
    engaged_ms      UInt32 CODEC(T64, ZSTD(1)),
    scroll          UInt8 CODEC(ZSTD(1)),
    props           Map(String, String) CODEC(ZSTD(1)),
    id              UInt64 CODEC(ZSTD(1)),
    reader          UInt64 CODEC(ZSTD(1)),
    verdict         LowCardinality(String) CODEC(ZSTD(1)),
    tracker_version LowCardinality(String) CODEC(ZSTD(1)),
    batch           UInt64 CODEC(ZSTD(1)),
    evidence        String ALIAS hex(sipHash128(
        hostname,
        if(position(referrer, '://') > 0, referrer, splitByChar('/', referrer)[1]),
        utm_source,
        utm_medium,
        utm_campaign,
        click_id,
        browser,
        verdict,
        source,
        channel
    )),
    INDEX batch_range batch TYPE minmax GRANULARITY 64
)
ENGINE = MergeTree
PARTITION BY toYYYYMM(time)
ORDER BY (site, toStartOfInterval(time, INTERVAL 4 HOUR), path, toUnixTimestamp64Milli(time))
SETTINGS
    index_granularity = 2048,
    non_replicated_deduplication_window = 10000,
    fsync_after_insert = 1,
    fsync_part_directory = 1
AS SELECT
    site, time, type, name, platform, hostname, path, referrer, source, channel, utm_source, utm_medium, utm_campaign,
    utm_content, utm_term, click_id, browser, browser_version, os, os_version, device, country, region, city, reader_lang,
    network, engaged_ms, scroll, props, id, reader, verdict, tracker_version, batch
FROM events
