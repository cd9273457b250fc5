//! The store on a cluster of two shards, held against the same store on one server.

use std::fmt::Debug;

use arrow::array::RecordBatch;
use arrow::datatypes::DataType;
use arrow::util::display::array_value_to_string;
use bytes::Bytes;
use jiff::{SignedDuration, Timestamp};
use tiraj_loader::split_batches;
use tiraj_model::{BatchOrigin, Event};
use tiraj_simulate::{Newsroom, Settings};
use tiraj_store::{
    ArticleScope, Batch, Dimension, Erasable, ExportFormat, History, MIGRATIONS, Period, Piece, Rows, Saying,
    Selection, SiteHour, Store, StoreError, VisitDimension,
};
use tiraj_testkit::{TestCluster, at, site, view};

/// A Friday afternoon in Baku, within an hour that is open.
const NOW: &str = "2026-11-20T10:30:00Z";

/// How many events the newsroom has.
const EVENTS: u64 = 12_000;

/// What a store answers to a question, line by line.
#[derive(Default)]
struct Answers(Vec<(&'static str, Vec<String>)>);

impl Answers {
    fn arrow(&mut self, name: &'static str, answer: Result<Bytes, StoreError>) {
        let bytes = answer.unwrap_or_else(|error| panic!("{name}: {error:?}"));
        let reader = arrow::ipc::reader::StreamReader::try_new(bytes.as_ref(), None).unwrap();
        let lines = reader.flat_map(|batch| lines(&batch.unwrap()));
        self.0.push((name, lines.collect()));
    }

    fn rows<T: Debug>(
        &mut self,
        name: &'static str,
        answer: Result<impl IntoIterator<Item = T>, StoreError>,
    ) {
        let rows = answer.unwrap_or_else(|error| panic!("{name}: {error:?}"));
        let mut lines: Vec<String> = rows.into_iter().map(|row| format!("{row:?}")).collect();
        lines.sort_unstable();
        self.0.push((name, lines));
    }

    async fn stream(&mut self, name: &'static str, answer: Result<Rows, StoreError>) {
        let mut rows = answer.unwrap();
        let mut text = Vec::new();
        while let Some(piece) = rows.next().await.unwrap_or_else(|error| panic!("{name}: {error:?}")) {
            text.extend_from_slice(&piece);
        }
        let mut lines: Vec<String> = String::from_utf8(text).unwrap().lines().map(str::to_owned).collect();
        lines.sort_unstable();
        self.0.push((name, lines));
    }
}

fn lines(batch: &RecordBatch) -> Vec<String> {
    // Times as numbers: their zones are names, which are not written out here.
    let plain = |column: &arrow::array::ArrayRef| match column.data_type() {
        DataType::Timestamp(..) => arrow::compute::cast(column, &DataType::Int64).unwrap(),
        _ => column.clone(),
    };
    let columns: Vec<_> = batch.columns().iter().map(plain).collect();
    let line = |row: usize| {
        let values = columns.iter().map(|column| array_value_to_string(column, row).unwrap());
        values.collect::<Vec<_>>().join(" | ")
    };
    (0..batch.num_rows()).map(line).collect()
}

fn newsroom() -> Newsroom {
    Newsroom::new(Settings { site: site(), seed: 7, days: 16, articles: 60, events: EVENTS, end: at(NOW) })
}

fn batches(sequence: u64, events: &[Event]) -> Vec<Batch> {
    let frames = [tiraj_frames::encode_events(events)];
    split_batches(1, BatchOrigin::Bulk, sequence, &frames).unwrap()
}

async fn fill(store: &Store) {
    let newsroom = newsroom();
    store.upsert_articles(&site(), newsroom.articles(), Saying::at(at(NOW))).await.unwrap();
    for batch in batches(1, &newsroom.events().collect::<Vec<_>>()) {
        store.insert_events(&batch, 0).await.unwrap();
        assert_eq!(store.count_batch(&batch).await.unwrap(), batch.rows);
    }
    recompute(store).await;
}

async fn recompute(store: &Store) {
    let (from, to) = (at("2026-11-01T00:00:00Z"), at(NOW) - SignedDuration::from_mins(30));
    store.recompute_days(&site(), from, to, at(NOW)).await.unwrap();
    store.recompute_hours(site().name.as_str(), from, to).await.unwrap();
}

fn since(moment: &str) -> Period {
    Period::new(&site(), at(moment), at(NOW), at(NOW))
}

/// All that editors, exports, counters and the program's own care ask.
async fn ask(store: &Store) -> Answers {
    let mut answers = Answers::default();
    let fortnight = since("2026-11-06T20:00:00Z");
    reads(store, &fortnight, &mut answers).await;
    breakdowns(store, &fortnight, &mut answers).await;
    care(store, &fortnight, &mut answers).await;
    answers
}

async fn reads(store: &Store, period: &Period, answers: &mut Answers) {
    answers.arrow("article_days", store.article_days(period).await);
    answers.arrow("section_hours", store.section_hours(period).await);
    answers.arrow("site_hours", store.site_hours(period).await);
    answers.arrow("shares_by_week", store.shares_by_week(period).await);
    answers.arrow("sources_by_week", store.sources_by_week(period).await);
    let week = at("2026-11-15T20:00:00Z");
    answers.arrow("readers_by_week", store.readers_by_week(period, week).await);
    answers.arrow("week_detail", store.week_detail(&since("2026-11-15T20:00:00Z")).await);
    answers.arrow("leading_articles", store.leading_articles(period, 20).await);
    answers.arrow("leading_sections", store.leading_sections(period).await);
    answers.arrow("leading_networks", store.leading_networks(period).await);
    answers.arrow("articles", store.articles(&site().name).await);
    answers.rows("platforms", store.platforms(period).await);
    answers.rows("site_readers", store.site_readers(period).await.map(Some));
    answers.rows("readers_present", store.readers_present(&site(), at(NOW)).await.map(Some));
    answers.rows("newest_articles", store.newest_articles(&site(), 5).await);
    let selected = store.article_figures(period, &Selection::most_viewed(30)).await;
    answers.rows("article_figures", selected.map(|selected| selected.articles));
    answers.rows("story_figures", store.story_figures(period, 30).await);
    answers.rows("visits", store.visits(&since("2026-11-18T20:00:00Z")).await);
    answers.stream("export_events", store.export_events(period, ExportFormat::Csv)).await;
    answers.stream("export_rollups", store.export_rollups(period, ExportFormat::Csv)).await;
    answers.stream("export_articles", store.export_articles(&site().name, ExportFormat::Csv)).await;
}

async fn breakdowns(store: &Store, period: &Period, answers: &mut Answers) {
    let newsroom = newsroom();
    let path = newsroom.articles()[0].path.as_str();
    answers.arrow("article_hours", store.article_hours(period, path).await);
    for dimension in [Dimension::Source, Dimension::Country, Dimension::Device, Dimension::Network] {
        answers.arrow("article_breakdown", store.article_breakdown(period, path, dimension).await);
        answers.arrow("site_breakdown", store.site_breakdown(period, dimension).await);
        answers.arrow("site_breakdown_days", store.site_breakdown_days(period, dimension).await);
    }
    for scope in [ArticleScope::Section, ArticleScope::Author, ArticleScope::Lang] {
        answers.arrow("scope_days", store.scope_days(period, scope).await);
        for piece in [Piece::Day, Piece::Week, Piece::All] {
            answers.arrow("scope_readers", store.scope_readers(period, scope, piece).await);
        }
    }
    use VisitDimension::{All, EntryPage, ExitPage, Source};
    for dimension in [All, EntryPage, ExitPage, Source] {
        answers.arrow("visit_days", store.visit_days(period, dimension).await);
    }
    answers.arrow("article_ages", store.article_ages(period).await);
    answers.arrow("next_pages", store.next_pages(period, path, 10).await);
    answers.arrow("pages_present", store.pages_present(&site(), at(NOW), 10).await);
}

async fn care(store: &Store, period: &Period, answers: &mut Answers) {
    answers.rows("verdicts", store.verdicts(period).await);
    answers.rows("view_totals", store.view_totals(&[]).await);
    let all: (u64, u64) = (0, u64::MAX);
    let ever = (0, at(NOW).as_millisecond());
    answers.rows("views_between", store.views_between(all, ever).await);
    let (from, to) = (at("2026-11-01T00:00:00Z"), at(NOW) - SignedDuration::from_hours(1));
    answers.rows("rollup_differences", store.rollup_differences(from, to).await);
    answers.rows("months", store.months().await);
    answers.rows("event_ids", store.event_ids(&site().name, from, to).await);
    answers.rows("batch_sites", store.batch_sites(batches(1, &[view(NOW, "/", 1)])[0].id).await);
    answers.rows("unfinished_mutations", store.unfinished_mutations().await);
    let history = History { site: site().name, from, to };
    let mut found = Vec::new();
    for month in store.event_months(&history).await.unwrap() {
        let mut evidence = store.evidence(&history, month).unwrap();
        while let Some(row) = evidence.next().await.unwrap() {
            found.push((row.evidence, row.events));
        }
    }
    answers.rows("evidence", Ok(found));
}

#[track_caller]
fn assert_same(cluster: &Answers, single: &Answers) {
    assert_eq!(cluster.0.len(), single.0.len());
    for ((name, found), (_, expected)) in cluster.0.iter().zip(&single.0) {
        assert_eq!(found, expected, "{name}");
    }
}

#[tokio::test]
async fn the_engine_understands_every_statement_of_the_schema_on_a_cluster() {
    let cluster = TestCluster::new().await;
    let mut count = 0;
    for migration in MIGRATIONS {
        for statement in migration.on_cluster() {
            let parsed = cluster.parse(&statement).await;
            assert!(
                parsed.is_ok(),
                "{:04} {}: {statement}\n{}",
                migration.number,
                migration.name,
                parsed.unwrap_err()
            );
            count += 1;
        }
    }
    assert!(count > MIGRATIONS.len(), "large tables take two statements");
    assert!(cluster.parse("CREATE TABLE t ON CLUSTER (a UInt8").await.is_err());
}

#[tokio::test]
async fn two_shards_answer_every_question_as_one_server_does() {
    let cluster = TestCluster::new().await;
    fill(cluster.store()).await;
    fill(cluster.single()).await;
    let (found, expected) = (ask(cluster.store()).await, ask(cluster.single()).await);
    let answered = expected.0.iter().filter(|(_, lines)| !lines.is_empty()).count();
    assert!(answered > 35, "only {answered} questions have an answer");
    assert_same(&found, &expected);

    // A recomputation overwrites what is there, wherever it lies.
    recompute(cluster.store()).await;
    assert_same(&ask(cluster.store()).await, &expected);
}

#[tokio::test]
async fn what_changes_in_place_changes_on_all_shards() {
    let cluster = TestCluster::new().await;
    let store = cluster.store();
    let events: Vec<Event> = (0..40).map(|at| view("2026-11-19T08:00:00Z", &format!("/{at}"), at)).collect();
    let batch = &batches(1, &events)[0];
    store.insert_events(batch, 0).await.unwrap();
    assert_eq!(store.count_batch(batch).await.unwrap(), 40);
    recompute(store).await;
    let hours = since("2026-11-18T20:00:00Z");
    assert_eq!(store.view_totals(&[]).await.unwrap().len(), 40);

    store.delete_batch(batch).await.unwrap();
    assert_eq!(store.count_batch(batch).await.unwrap(), 0);
    // Keys that are no longer there are overwritten with zeros.
    recompute(store).await;
    let mut answers = Answers::default();
    answers.arrow("article_days", store.article_days(&hours).await);
    assert!(answers.0[0].1.is_empty(), "{:?}", answers.0[0].1);

    let hour = SiteHour::of("news.example", at("2026-11-19T08:00:00Z"));
    for note in [7, 7] {
        // The same note as before its clearing: no repeat that might be dropped.
        store.note_hours(std::slice::from_ref(&hour), note).await.unwrap();
        assert_eq!(store.stale_hours(at(NOW)).await.unwrap().len(), 1);
        store.clear_stale_hours("news.example", hour.hour, hour.end(), &[note]).await.unwrap();
        assert_eq!(store.stale_hours(at(NOW)).await.unwrap().len(), 0);
    }
    // States of days long gone are dropped from the parts.
    let later: Timestamp = at("2026-11-30T00:00:00Z");
    store.recompute_days(&site(), at("2026-11-29T00:00:00Z"), later, later).await.unwrap();
}

#[tokio::test]
async fn nothing_is_erased_where_it_cannot_be_seen_to_be_gone() {
    let cluster = TestCluster::new().await;
    let store = cluster.store();
    fill(store).await;
    let erasure = store.erasure(site(), Erasable::All).await.unwrap();
    let events = store.count_erasable(&erasure).await.unwrap().events;
    assert_eq!(events, EVENTS, "what there is can be counted");
    let refused = store.erase_events(&erasure).await;
    assert!(matches!(refused, Err(StoreError::NotErasable)), "{refused:?}");
    assert_eq!(store.count_erasable(&erasure).await.unwrap().events, events);
}

#[tokio::test]
async fn a_number_is_claimed_once_and_trials_keep_nothing() {
    let cluster = TestCluster::new().await;
    let store = cluster.store();
    for identity in ["first", "second"] {
        store.claim_node(3, identity).await.unwrap();
    }
    assert_eq!(store.node_identity(3).await.unwrap().as_deref(), Some("first"));
    store.begin_trials().await.unwrap();
    store.try_events(batches(1, &[view(NOW, "/", 1)])[0].stream.clone()).await.unwrap();
    assert_eq!(store.view_totals(&[]).await.unwrap().len(), 0);
    assert!(!store.footprint().await.unwrap().iter().any(|table| table.table.ends_with("_local")));
    store.running_merges().await.unwrap();
}

#[tokio::test]
async fn a_database_keeps_its_form_and_its_cluster() {
    let cluster = TestCluster::new().await;
    for (store, is_spread) in cluster.mistaken().into_iter().zip([true, false]) {
        let error = store.migrate().await.unwrap_err();
        assert!(matches!(error, StoreError::OtherForm { is_spread: found } if found == is_spread), "{error}");
    }
    let error = cluster.of_another_cluster().migrate().await.unwrap_err();
    assert!(error.to_string().contains("of the cluster `halves`"), "{error}");
    assert!(cluster.store().plan_migrations().await.unwrap().pending.is_empty());
}
