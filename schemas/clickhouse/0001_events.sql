-- One row an event. `batch` is the number of the load that brought it, by which an unclear outcome is settled.
CREATE TABLE IF NOT EXISTS events
(
    site            LowCardinality(String),
    time            DateTime64(3, 'UTC') CODEC(Delta(8), ZSTD(1)),
    type            LowCardinality(String),
    name            LowCardinality(String),
    platform        LowCardinality(String),
    hostname        LowCardinality(String),
    path            String CODEC(ZSTD(1)),
    referrer        String CODEC(ZSTD(1)),
    source          LowCardinality(String),
    channel         LowCardinality(String),
    utm_source      LowCardinality(String),
    utm_medium      LowCardinality(String),
    utm_campaign    LowCardinality(String),
    utm_content     String CODEC(ZSTD(1)),
    utm_term        String CODEC(ZSTD(1)),
    browser         LowCardinality(String),
    browser_version LowCardinality(String),
    os              LowCardinality(String),
    os_version      LowCardinality(String),
    device          LowCardinality(String),
    country         LowCardinality(String),
    region          LowCardinality(String),
    city            LowCardinality(String),
    network         LowCardinality(String),
    engaged_ms      UInt32 CODEC(T64, ZSTD(1)),
    scroll          UInt8 CODEC(T64, ZSTD(1)),
    props           Map(String, String) CODEC(ZSTD(1)),
    id              UInt64 CODEC(ZSTD(1)),
    reader          UInt64 CODEC(ZSTD(1)),
    verdict         LowCardinality(String),
    tracker_version LowCardinality(String),
    batch           UInt64 CODEC(Delta(8), ZSTD(1))
)
ENGINE = MergeTree
PARTITION BY toYYYYMM(time)
ORDER BY (site, toDate(time), path, time)
SETTINGS non_replicated_deduplication_window = 10000
