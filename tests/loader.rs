//! From the spool into the store, exactly once.

mod ledger;

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use arrow::array::{Array, ArrayRef, RecordBatch, StringArray};
use arrow::datatypes::{DataType, Field, Schema};
use jiff::SignedDuration;
use tiraj_loader::{DeadLetters, Landing, Loader, NodeNumber, Parts, split_batches};
use tiraj_model::{BatchOrigin, Event, Sites};
use tiraj_spool::{DiskFileSystem, Log, Options, Writer};
use tiraj_store::{Batch, Store, Target};
use tiraj_testkit::{ManualClock, TestDatabase, at, site, view};
use tokio::sync::watch;

const CONSUMERS: [&str; 1] = [tiraj_loader::CONSUMER];

fn open_spool(folder: &Path, preamble: Vec<u8>) -> (Writer, Log) {
    let options =
        Options { segment_bytes: 1 << 20, total_bytes: 1 << 30, preamble, consumers: CONSUMERS.to_vec() };
    let (writer, log, _) = tiraj_spool::open(folder, options, Arc::new(DiskFileSystem)).unwrap();
    (writer, log)
}

fn frame(events: &[Event]) -> Vec<u8> {
    tiraj_frames::encode_batch(&tiraj_frames::encode_events(events)).unwrap()
}

fn loader(store: &Store, log: &Log, clock: &ManualClock, dead: &Path) -> Arc<Loader> {
    loader_with_lease(store, log, clock, dead, None)
}

fn loader_with_lease(
    store: &Store,
    log: &Log,
    clock: &ManualClock,
    dead: &Path,
    lease: Option<Duration>,
) -> Arc<Loader> {
    let (number, identity) = (dead.with_extension("node"), dead.with_extension("node-identity"));
    // All begin as number 1, which is the first one's to keep.
    if !number.exists() {
        std::fs::write(&number, "1").unwrap();
    }
    let node = NodeNumber::open(number, &identity, Arc::new(rand::fill)).unwrap();
    Arc::new(Loader::new(Parts {
        store: store.clone(),
        log: log.clone(),
        sites: Sites::new([site()]),
        clock: Arc::new(clock.clone()),
        node: Arc::new(node),
        lease,
        dead_letters: DeadLetters::new(dead.to_owned(), 1 << 20),
        bulk_numbers: dead.with_extension("bulk-number"),
    }))
}

/// Runs a loader until a segment is in, and stops it.
async fn run_through(loader: &Arc<Loader>, segment: tiraj_spool::SegmentId) {
    let (stop, stopped) = watch::channel(false);
    let running = tokio::spawn({
        let loader = loader.clone();
        async move { loader.run(stopped).await }
    });
    loader.wait_loaded(segment).await;
    stop.send_replace(true);
    running.await.unwrap();
}

async fn stored_views(store: &Store) -> u64 {
    store.view_totals(&[]).await.unwrap().iter().map(|total| total.views).sum()
}

fn batch(events: &[Event]) -> Batch {
    let frames = [tiraj_frames::encode_events(events)];
    split_batches(1, BatchOrigin::Spool, 9, &frames).unwrap().remove(0)
}

fn three() -> [Event; 3] {
    [
        view("2026-11-22T10:00:00Z", "/a", 1),
        view("2026-11-22T10:30:00Z", "/a", 2),
        view("2026-11-22T11:00:00Z", "/b", 1),
    ]
}

#[tokio::test]
async fn a_batch_in_doubt_lands_once_whatever_happened_before() {
    let database = TestDatabase::new().await;
    let store = database.store();
    let whole = batch(&three());
    let land = async || Landing::in_doubt(whole.clone()).advance(store).await.unwrap();

    land().await;
    assert_eq!(store.count_batch(&whole).await.unwrap(), 3, "nothing had happened");
    land().await;
    assert_eq!(store.count_batch(&whole).await.unwrap(), 3, "it was there already");
    store.delete_batch(&whole).await.unwrap();
    land().await;
    assert_eq!(store.count_batch(&whole).await.unwrap(), 3, "the token was known and the rows were lost");
    store.delete_batch(&whole).await.unwrap();
    store.insert_events(&batch(&three()[..1]), 7).await.unwrap();
    land().await;
    assert_eq!(store.count_batch(&whole).await.unwrap(), 3, "it was there in part");
    store.insert_events(&whole, 6).await.unwrap();
    land().await;
    assert_eq!(store.count_batch(&whole).await.unwrap(), 3, "it was there twice");
}

#[tokio::test]
async fn a_landing_goes_on_after_the_store_was_away() {
    let database = TestDatabase::new().await;
    let nowhere =
        Target::Server { url: "http://127.0.0.1:1".into(), user: String::new(), password: String::new() };
    let away = Store::connect(nowhere, "tiraj", "test");
    let mut landing = Landing::new(batch(&three()));
    assert!(landing.advance(&away).await.is_err());
    assert!(landing.advance(&away).await.is_err());
    landing.advance(database.store()).await.unwrap();
    assert_eq!(database.store().count_batch(landing.batch()).await.unwrap(), 3);
}

#[tokio::test]
async fn segments_are_loaded_once_over_restarts_and_rollups_follow() {
    let database = TestDatabase::new().await;
    let store = database.store();
    let folder = tempfile::tempdir().unwrap();
    let clock = ManualClock::at("2026-11-22T10:45:00Z");
    let dead = folder.path().join("dead");
    let (mut writer, log) = open_spool(folder.path(), tiraj_frames::preamble());
    writer.append(&frame(&three()[..2])).unwrap();
    let first = writer.seal().unwrap();
    run_through(&loader(store, &log, &clock, &dead), first).await;
    assert_eq!(stored_views(store).await, 2);
    assert!(log.sealed_from(tiraj_spool::SegmentId::FIRST).is_empty(), "a loaded segment is given up");

    // The process dies after the insert and before the acknowledgement: the segment is offered again.
    writer.append(&frame(&three()[2..])).unwrap();
    let second = writer.seal().unwrap();
    let segment = log.read(second).unwrap();
    let frames: Vec<&[u8]> = segment.frames().map(|(_, frame)| frame).collect();
    let rows = tiraj_frames::read_frames(segment.preamble().unwrap(), frames).unwrap();
    for batch in split_batches(1, BatchOrigin::Spool, second.0, &rows).unwrap() {
        store.insert_events(&batch, 0).await.unwrap();
    }
    drop((writer, log));
    let (writer, log) = open_spool(folder.path(), tiraj_frames::preamble());
    clock.turn(SignedDuration::from_hours(3));
    let reborn = loader(store, &log, &clock, &dead);
    run_through(&reborn, second).await;
    drop(writer);
    assert_eq!(stored_views(store).await, 3, "stored before the restart, and not again");
    reborn.recompute_rollups().await.unwrap();
    let now = tiraj_model::Clock::now(&clock);
    assert!(
        store.rollup_differences(at("1990-01-01T00:00:00Z"), now).await.unwrap().is_empty(),
        "hours that are over must be rolled up"
    );
    assert!(!dead.exists());
}

#[tokio::test]
async fn bulk_loads_are_rolled_up_and_counted() {
    let database = TestDatabase::new().await;
    let store = database.store();
    let folder = tempfile::tempdir().unwrap();
    let (_writer, log) = open_spool(folder.path(), tiraj_frames::preamble());
    let clock = ManualClock::at("2026-11-23T10:00:00Z");
    let loader = loader(store, &log, &clock, &folder.path().join("dead"));
    let events = [view("1995-07-09T10:00:00Z", "/old", 1), view("2026-11-22T10:00:00Z", "/new", 1)];
    let frames = [tiraj_frames::encode_events(&events)];
    assert_eq!(loader.load_bulk(&frames).await.unwrap(), 2);
    assert_eq!(loader.recompute_rollups().await.unwrap(), 2);
    assert!(
        store
            .rollup_differences(at("1990-01-01T00:00:00Z"), tiraj_model::Clock::now(&clock))
            .await
            .unwrap()
            .is_empty()
    );
    let (totals, through) = loader.view_totals(&[]).await.unwrap();
    assert_eq!((totals.len(), through), (2, None));
}

/// A frame whose scroll depths are no numbers: whole, readable, and nothing that the table can take.
fn poisoned(events: &[Event]) -> (Vec<u8>, Vec<u8>) {
    let good = tiraj_frames::encode_events(events);
    let schema = good.schema();
    let spoil = |(field, column): (&Arc<Field>, &ArrayRef)| -> (Arc<Field>, ArrayRef) {
        if field.name() == "scroll" {
            let words = StringArray::from(vec!["deep"; column.len()]);
            (Arc::new(Field::new("scroll", DataType::Utf8, false)), Arc::new(words))
        } else {
            (field.clone(), column.clone())
        }
    };
    let (fields, columns): (Vec<_>, Vec<_>) = schema.fields().iter().zip(good.columns()).map(spoil).unzip();
    let bad = RecordBatch::try_new(Arc::new(Schema::new(fields)), columns).unwrap();
    let stream = tiraj_frames::write_stream(&[bad]).unwrap().unwrap();
    let mut head = arrow::ipc::writer::StreamWriter::try_new(Vec::new(), &bad_schema(&schema)).unwrap();
    let preamble = std::mem::take(head.get_mut());
    (stream[preamble.len()..].to_vec(), preamble)
}

fn bad_schema(schema: &Schema) -> Schema {
    let fields = schema.fields().iter().map(|field| match field.name().as_str() {
        "scroll" => Arc::new(Field::new("scroll", DataType::Utf8, false)),
        _ => field.clone(),
    });
    Schema::new(fields.collect::<Vec<_>>())
}

#[tokio::test]
async fn a_batch_that_the_store_never_takes_is_set_aside_and_stops_nothing() {
    let database = TestDatabase::new().await;
    let folder = tempfile::tempdir().unwrap();
    let dead = folder.path().join("dead");
    let clock = ManualClock::at("2026-11-22T12:00:00Z");
    let (bad, preamble) = poisoned(&three());
    let (mut writer, log) = open_spool(&folder.path().join("spool"), preamble);
    writer.append(&bad).unwrap();
    writer.seal().unwrap();
    drop((writer, log));
    let (mut writer, log) = open_spool(&folder.path().join("spool"), tiraj_frames::preamble());
    writer.append(&frame(&three()[..2])).unwrap();
    let last = writer.seal().unwrap();
    let loader = loader(database.store(), &log, &clock, &dead);
    run_through(&loader, last).await;
    assert_eq!(stored_views(database.store()).await, 2, "what comes after is loaded");
    let status = loader.status().borrow().clone();
    assert_eq!((status.rows, status.dead_rows), (2, 3));
    let letters = loader.letters().list().unwrap();
    assert_eq!((letters.len(), letters[0].rows), (1, 3), "all rows are bad: {letters:?}");
}

#[tokio::test]
async fn an_hour_that_was_open_at_a_restart_is_rolled_up_when_it_ends() {
    let database = TestDatabase::new().await;
    let store = database.store();
    let folder = tempfile::tempdir().unwrap();
    let clock = ManualClock::at("2026-11-22T10:45:00Z");
    let (mut writer, log) = open_spool(folder.path(), tiraj_frames::preamble());
    writer.append(&frame(&three()[..2])).unwrap();
    let first = writer.seal().unwrap();
    run_through(&loader(store, &log, &clock, &folder.path().join("dead")), first).await;

    let reborn = loader(store, &log, &clock, &folder.path().join("dead"));
    assert_eq!(reborn.recompute_rollups().await.unwrap(), 0, "the hour is still open");
    clock.turn(SignedDuration::from_mins(20));
    assert_eq!(reborn.recompute_rollups().await.unwrap(), 1, "no event came since the restart");
    let now = tiraj_model::Clock::now(&clock);
    assert!(store.rollup_differences(at("1990-01-01T00:00:00Z"), now).await.unwrap().is_empty());
}

#[tokio::test]
async fn bulk_loads_of_several_processes_never_take_one_another_for_repeats() {
    let database = TestDatabase::new().await;
    let store = database.store();
    let folder = tempfile::tempdir().unwrap();
    let (_writer, log) = open_spool(folder.path(), tiraj_frames::preamble());
    let clock = ManualClock::at("2026-11-23T10:00:00Z");
    for round in 0..3_u64 {
        let loader = loader(store, &log, &clock, &folder.path().join("dead"));
        for reader in 1..=5 {
            let event = view("2026-11-22T10:00:00Z", "/a", round * 10 + reader);
            assert_eq!(loader.load_bulk(&[tiraj_frames::encode_events(&[event])]).await.unwrap(), 1);
        }
    }
    assert_eq!(stored_views(store).await, 15);
}

#[tokio::test]
async fn a_segment_that_the_disk_does_not_give_out_stops_nothing() {
    let database = TestDatabase::new().await;
    let folder = tempfile::tempdir().unwrap();
    let clock = ManualClock::at("2026-11-22T12:00:00Z");
    let (mut writer, log) = open_spool(folder.path(), tiraj_frames::preamble());
    writer.append(&frame(&three()[..2])).unwrap();
    let broken = writer.seal().unwrap();
    let file = folder.path().join(format!("{:020}.segment", broken.0));
    std::fs::remove_file(&file).unwrap();
    std::fs::create_dir(&file).unwrap();
    writer.append(&frame(&three()[2..])).unwrap();
    let last = writer.seal().unwrap();
    run_through(&loader(database.store(), &log, &clock, &folder.path().join("dead")), last).await;
    assert_eq!(stored_views(database.store()).await, 1, "what comes after is loaded");
    assert_eq!(log.sealed_from(tiraj_spool::SegmentId::FIRST), [broken], "the broken one is kept");
}

/// The hours whose rollups are not what the events say.
async fn different(store: &Store) -> usize {
    store.rollup_differences(at("1990-01-01T00:00:00Z"), at("2026-11-23T00:00:00Z")).await.unwrap().len()
}

/// Runs a loader until no hour differs any more and no note is left, and stops it.
async fn run_until_computed(loader: &Arc<Loader>, store: &Store) {
    let (stop, stopped) = watch::channel(false);
    let running = tokio::spawn({
        let loader = loader.clone();
        async move { loader.run(stopped).await }
    });
    let deadline = Instant::now() + Duration::from_secs(60);
    let noted = async || store.stale_hours(at("2026-11-23T00:00:00Z")).await.unwrap().len();
    while different(store).await + noted().await > 0 {
        assert!(Instant::now() < deadline, "nobody computes the rollups");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    stop.send_replace(true);
    running.await.unwrap();
}

#[tokio::test]
async fn hours_of_a_node_that_died_are_computed_by_another_once_its_lease_is_over() {
    let database = TestDatabase::new().await;
    let store = database.store();
    let folder = tempfile::tempdir().unwrap();
    let clock = ManualClock::at("2026-11-22T10:45:00Z");
    let lease = Some(Duration::from_secs(3));
    let node = |name: &str| {
        let (writer, log) = open_spool(&folder.path().join(name), tiraj_frames::preamble());
        let dead = folder.path().join(format!("{name}-dead"));
        (writer, loader_with_lease(store, &log, &clock, &dead, lease))
    };
    let (mut writer, dies) = node("one");
    writer.append(&frame(&three())).unwrap();
    run_through(&dies, writer.seal().unwrap()).await;
    // It has the lease, and the hours are open.
    store.claim_term("rollups", 1_000, "node-1", Duration::from_secs(3)).await.unwrap();
    drop((writer, dies));
    clock.turn(SignedDuration::from_hours(3));
    assert_eq!(different(store).await, 2);
    let (_writer, lives) = node("two");
    run_until_computed(&lives, store).await;
    let holder = store.newest_term("rollups").await.unwrap().unwrap().holder;
    assert_ne!(holder, "node-1");
}

#[tokio::test]
async fn a_comparison_after_the_start_finds_what_nobody_noted() {
    let database = TestDatabase::new().await;
    let store = database.store();
    let folder = tempfile::tempdir().unwrap();
    let clock = ManualClock::at("2026-11-22T12:45:00Z");
    let (_writer, log) = open_spool(folder.path(), tiraj_frames::preamble());
    store.insert_events(&batch(&three()), 0).await.unwrap();
    assert_eq!(different(store).await, 2);
    run_until_computed(&loader(store, &log, &clock, &folder.path().join("dead")), store).await;
}
