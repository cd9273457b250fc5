//! The store on the real engine.

use arrow::array::{AsArray, RecordBatch};
use arrow::datatypes::{Date32Type, TimestampMillisecondType, UInt64Type};
use arrow::ipc::reader::StreamReader;
use tiraj_model::{Article, ArticleMeta, ArticleOrigin, BatchOrigin, Event, ShareNetwork};
use tiraj_store::{Batch, ExportFormat, Period, Saying, Store};
use tiraj_testkit::{TestDatabase, at, share, site, view};

use crate::support::{Database, wait_until};

fn read(bytes: &[u8]) -> Vec<RecordBatch> {
    if bytes.is_empty() {
        return Vec::new();
    }
    StreamReader::try_new(bytes, None).unwrap().map(Result::unwrap).collect()
}

fn texts(batches: &[RecordBatch], column: &str) -> Vec<String> {
    let one = |batch: &RecordBatch| {
        let column = batch.column_by_name(column).unwrap().clone();
        let column = arrow::compute::cast(&column, &arrow::datatypes::DataType::Utf8).unwrap();
        column.as_string::<i32>().iter().map(|text| text.unwrap().to_owned()).collect::<Vec<_>>()
    };
    batches.iter().flat_map(one).collect()
}

fn numbers(batches: &[RecordBatch], column: &str) -> Vec<u64> {
    let one = |batch: &RecordBatch| {
        batch.column_by_name(column).unwrap().as_primitive::<UInt64Type>().values().to_vec()
    };
    batches.iter().flat_map(one).collect()
}

fn batch(sequence: u64, events: &[Event]) -> Batch {
    let frames = [tiraj_frames::encode_events(events)];
    let batches = tiraj_loader::split_batches(1, BatchOrigin::Spool, sequence, &frames).unwrap();
    assert_eq!(batches.len(), 1);
    batches.into_iter().next().unwrap()
}

async fn fill(store: &Store) {
    let events = [
        view("2026-11-22T10:10:00Z", "/a", 1),
        view("2026-11-22T10:20:00Z", "/a", 2),
        view("2026-11-22T20:30:00Z", "/a", 1),
        view("2026-11-23T08:59:59Z", "/b", 3),
        view("2026-11-23T09:30:00Z", "/b", 3),
        share("2026-11-23T09:31:00Z", "/b", 3, ShareNetwork::Telegram),
    ];
    store.insert_events(&batch(1, &events), 0).await.unwrap();
    let meta =
        |section: &str| ArticleMeta { section: section.into(), title: "T".into(), ..ArticleMeta::default() };
    let article = |path: &str, section, origin| Article::new(site().name, path.into(), origin, meta(section));
    let articles = [
        article("/a", "POLITICS", ArticleOrigin::Page),
        article("/a", "INTERVIEWS", ArticleOrigin::Cms),
        article("/b", "SPORT", ArticleOrigin::Page),
    ];
    store.upsert_articles(&site(), &articles, Saying::at(at("2026-11-23T09:00:00Z"))).await.unwrap();
}

fn fortnight(now: &str) -> Period {
    Period::new(&site(), at("2026-11-15T20:00:00Z"), at("2026-11-29T20:00:00Z"), at(now))
}

#[tokio::test]
async fn migrations_apply_once_and_are_recorded() {
    let database = TestDatabase::without_tables();
    let plan = database.store().plan_migrations().await.unwrap();
    assert_eq!((plan.pending.len(), plan.applied), (tiraj_store::MIGRATIONS.len(), 0));
    assert_eq!(database.store().migrate().await.unwrap().pending.len(), tiraj_store::MIGRATIONS.len());
    assert!(database.store().migrate().await.unwrap().pending.is_empty());
}

#[tokio::test]
async fn rollups_and_raw_events_give_the_same_answers() {
    let database = TestDatabase::new().await;
    let store = database.store();
    fill(store).await;
    let now = "2026-11-23T09:40:00Z";
    let raw = fortnight("2026-11-01T00:00:00Z");
    store
        .recompute_hours("news.example", at("2026-11-22T10:00:00Z"), at("2026-11-23T09:00:00Z"))
        .await
        .unwrap();
    store
        .recompute_days(&site(), at("2026-11-22T10:00:00Z"), at("2026-11-23T09:00:00Z"), at(now))
        .await
        .unwrap();
    let rolled = fortnight(now);

    let days = read(&store.article_days(&raw).await.unwrap());
    assert_eq!(texts(&days, "path"), ["/a", "/a", "/b"]);
    assert_eq!(numbers(&days, "views"), [2, 1, 2], "20:30 UTC is the next day in Baku");
    assert_eq!(days[0].column_by_name("day").unwrap().as_primitive::<Date32Type>().value(0), 20_779);
    assert_eq!(read(&store.article_days(&rolled).await.unwrap()), days);

    let sections = read(&store.section_hours(&rolled).await.unwrap());
    assert_eq!(texts(&sections, "section"), ["INTERVIEWS", "INTERVIEWS", "SPORT", "SPORT"]);
    assert_eq!(read(&store.section_hours(&raw).await.unwrap()), sections);
    assert_eq!(read(&store.site_hours(&raw).await.unwrap()), read(&store.site_hours(&rolled).await.unwrap()));

    let last_week = at("2026-11-22T20:00:00Z");
    let readers = read(&store.readers_by_week(&rolled, last_week).await.unwrap());
    assert_eq!(readers, read(&store.readers_by_week(&raw, last_week).await.unwrap()));
    assert_eq!(
        texts(&readers, "scope"),
        ["article", "article", "article", "section", "section", "section", "site", "site"]
    );
    assert_eq!(numbers(&readers, "readers"), [2, 1, 1, 2, 1, 1, 2, 2]);

    assert_eq!(numbers(&read(&store.shares_by_week(&rolled).await.unwrap()), "shares"), [1]);
    assert_eq!(numbers(&read(&store.sources_by_week(&rolled).await.unwrap()), "views"), [2, 3]);
}

#[tokio::test]
async fn differences_name_the_hours_to_recompute() {
    let database = TestDatabase::new().await;
    let store = database.store();
    fill(store).await;
    let now = at("2026-11-23T09:40:00Z");
    let hours = store.rollup_differences(at("1990-01-01T00:00:00Z"), now).await.unwrap();
    let hours: Vec<String> = hours.into_iter().map(|hour| hour.hour.to_string()).collect();
    assert_eq!(hours, ["2026-11-22T10:00:00Z", "2026-11-22T20:00:00Z", "2026-11-23T08:00:00Z"]);
    store
        .recompute_hours("news.example", at("2026-11-22T10:00:00Z"), at("2026-11-23T09:00:00Z"))
        .await
        .unwrap();
    assert!(store.rollup_differences(at("1990-01-01T00:00:00Z"), now).await.unwrap().is_empty());

    let late = batch(2, &[view("2026-11-22T10:59:00Z", "/late", 9)]);
    store.insert_events(&late, 0).await.unwrap();
    assert_eq!(store.rollup_differences(at("1990-01-01T00:00:00Z"), now).await.unwrap().len(), 1);
    store
        .recompute_hours("news.example", at("2026-11-22T10:00:00Z"), at("2026-11-22T11:00:00Z"))
        .await
        .unwrap();
    assert!(store.rollup_differences(at("1990-01-01T00:00:00Z"), now).await.unwrap().is_empty());

    store.delete_batch(&late).await.unwrap();
    store
        .recompute_hours("news.example", at("2026-11-22T10:00:00Z"), at("2026-11-22T11:00:00Z"))
        .await
        .unwrap();
    assert!(
        store.rollup_differences(at("1990-01-01T00:00:00Z"), now).await.unwrap().is_empty(),
        "vanished keys must become zeros"
    );
}

#[tokio::test]
async fn a_batch_is_counted_deduplicated_and_taken_out() {
    let database = TestDatabase::new().await;
    let store = database.store();
    let batch = batch(3, &[view("2026-11-22T10:00:00Z", "/a", 1), view("2026-11-22T11:00:00Z", "/b", 1)]);
    assert_eq!(store.count_batch(&batch).await.unwrap(), 0);
    store.insert_events(&batch, 0).await.unwrap();
    store.insert_events(&batch, 0).await.unwrap();
    assert_eq!(store.count_batch(&batch).await.unwrap(), 2, "the same token must be dropped");
    store.insert_events(&batch, 1).await.unwrap();
    assert_eq!(store.count_batch(&batch).await.unwrap(), 4, "a fresh token must be stored");
    store.delete_batch(&batch).await.unwrap();
    assert_eq!(store.count_batch(&batch).await.unwrap(), 0);
}

#[tokio::test]
async fn a_weeks_detail_counts_readers_for_each_hour_and_day() {
    let database = TestDatabase::new().await;
    let store = database.store();
    fill(store).await;
    let now = at("2026-11-23T09:40:00Z");
    let week = Period::new(&site(), at("2026-11-22T20:00:00Z"), at("2026-11-29T20:00:00Z"), now);
    let detail = read(&store.week_detail(&week).await.unwrap());
    let rows: Vec<String> = (0..detail[0].num_rows())
        .map(|row| {
            let text = |column| texts(&detail, column)[row].clone();
            let number = |column| numbers(&detail, column)[row];
            let start = detail[0].column_by_name("start").unwrap();
            let start = start.as_primitive::<TimestampMillisecondType>().value(row);
            let start = jiff::Timestamp::from_millisecond(start).unwrap();
            let (views, readers, shares) = (number("views"), number("readers"), number("shares"));
            format!("{} {} {} {start} {views} {readers} {shares}", text("scope"), text("key"), text("grain"))
        })
        .collect();
    let site: Vec<&String> = rows.iter().filter(|row| row.starts_with("site  ")).collect();
    assert_eq!(
        site,
        [
            "site  day 2026-11-22T20:00:00Z 3 2 1",
            "site  hour 2026-11-22T20:00:00Z 1 1 0",
            "site  hour 2026-11-23T08:00:00Z 1 1 0",
            "site  hour 2026-11-23T09:00:00Z 1 1 1",
        ]
    );
    assert!(rows.contains(&"section SPORT day 2026-11-22T20:00:00Z 2 1 1".to_owned()), "{rows:#?}");
    assert!(rows.contains(&"article /a day 2026-11-22T20:00:00Z 1 1 0".to_owned()), "{rows:#?}");
}

#[tokio::test]
async fn exports_give_every_event_with_its_article() {
    let database = TestDatabase::new().await;
    let store = database.store();
    fill(store).await;
    let mut rows = store.export_events(&fortnight("2026-11-23T09:40:00Z"), ExportFormat::Ndjson).unwrap();
    let mut bytes = Vec::new();
    while let Some(piece) = rows.next().await.unwrap() {
        bytes.extend_from_slice(&piece);
    }
    let text = String::from_utf8(bytes).unwrap();
    assert_eq!(text.lines().count(), 6);
    assert!(text.lines().all(|line| line.contains("\"section\":\"INTERVIEWS\"") || line.contains("\"section\":\"SPORT\"")));
    assert!(text.contains("\"time\":\"2026-11-22T10:10:00.000Z\""), "{text}");
}

#[tokio::test]
async fn todays_questions_know_closed_hours_and_the_open_one() {
    let database = TestDatabase::new().await;
    let store = database.store();
    fill(store).await;
    let now = at("2026-11-23T09:32:00Z");
    let (from, to) = (at("2026-11-22T10:00:00Z"), at("2026-11-23T09:00:00Z"));
    store.recompute_hours("news.example", from, to).await.unwrap();
    store.recompute_days(&site(), from, to, now).await.unwrap();
    let today = Period::new(&site(), at("2026-11-22T20:00:00Z"), now, now);
    assert_eq!(texts(&read(&store.leading_articles(&today, 10).await.unwrap()), "path"), ["/b", "/a"]);
    assert_eq!(
        texts(&read(&store.leading_sections(&today).await.unwrap()), "section"),
        ["SPORT", "INTERVIEWS"]
    );
    assert_eq!(texts(&read(&store.leading_networks(&today).await.unwrap()), "network"), ["telegram"]);
    assert_eq!(store.site_readers(&today).await.unwrap(), 2);
    assert_eq!(store.readers_present(&site(), now).await.unwrap(), 1);
    assert_eq!(store.view_totals(&[]).await.unwrap().iter().map(|t| t.views).sum::<u64>(), 5);
    let ids = store.event_ids(&site().name, at("2026-11-01T00:00:00Z"), now).await.unwrap();
    assert!(ids.is_empty(), "these events have no ids");
    assert!(store.footprint().await.unwrap().iter().any(|t| t.table == "events" && t.rows == 6));
}

#[tokio::test]
async fn counting_a_fresh_batch_reads_no_older_part() {
    let folder = tempfile::tempdir().unwrap();
    let database = Database::start(folder.path());
    let store = database.migrated_store().await;
    database.sql("SYSTEM STOP MERGES tiraj.events");
    let events: Vec<Event> = (1..=20_000).map(|reader| view("2026-11-22T10:00:00Z", "/a", reader)).collect();
    store.insert_events(&batch(1, &events), 0).await.unwrap();
    let fresh = batch(2, &events[..10]);
    store.insert_events(&fresh, 0).await.unwrap();
    assert_eq!(store.count_batch(&fresh).await.unwrap(), 10);
    let id = fresh.id.get();
    let plan = database.sql(&format!(
        "EXPLAIN indexes = 1 SELECT count() FROM tiraj.events WHERE batch = {id} AND time = '2026-11-22 10:00:00'"
    ));
    let (_, index) =
        plan.split_once("batch_range").unwrap_or_else(|| panic!("the index is not used: {plan}"));
    assert!(index.contains("Parts: 1/2"), "{plan}");
}

/// Statements at work for the origin `test`, each with the limits it runs under.
fn reads_at_work(database: &Database) -> String {
    database.sql(
        "SELECT Settings['log_comment'], Settings['max_memory_usage'], Settings['max_execution_time'] FROM system.processes \
         WHERE Settings['log_comment'] LIKE 'test:%' FORMAT TSV",
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn a_read_is_limited_and_ends_when_nobody_waits_for_it() {
    let folder = tempfile::tempdir().unwrap();
    let database = Database::start(folder.path());
    let store = database.migrated_store().await;
    // More events than can be counted in this life.
    database.sql("RENAME TABLE tiraj.events TO tiraj.few");
    database.sql(
        "CREATE VIEW tiraj.events AS SELECT 'news.example' AS site, 'view' AS type, 'web' AS platform, 'human' AS verdict, \
         number AS reader, toDateTime64('2026-11-22 10:00:00', 3, 'UTC') AS time FROM numbers(1000000000000000)",
    );
    let period = Period::new(
        &site(),
        at("2026-11-22T00:00:00Z"),
        at("2026-11-23T00:00:00Z"),
        at("2026-11-23T00:00:00Z"),
    );
    let read = tokio::spawn(async move { store.platforms(&period).await });
    wait_until(|| !reads_at_work(&database).is_empty(), "the read is at work");
    assert_eq!(reads_at_work(&database).trim(), "test:platforms_between\t1000000000\t60");
    read.abort();
    wait_until(|| reads_at_work(&database).is_empty(), "the read ends");
}
