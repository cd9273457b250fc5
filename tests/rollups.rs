//! Rollups of a simulated newsroom, held against counts that are made from its events here, one by one.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use arrow::array::{AsArray, RecordBatch};
use arrow::datatypes::{Date32Type, UInt64Type};
use bytes::Bytes;
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp, ToSpan};
use tiraj_loader::split_batches;
use tiraj_model::{BatchOrigin, Event, EventKind, Site};
use tiraj_simulate::{Newsroom, Settings};
use tiraj_store::{ArticleScope, Dimension, Period, Piece, Saying, Selection, Store, VisitDimension};
use tiraj_testkit::{TestDatabase, at, site};

/// A Friday afternoon in Baku, within an hour that is open.
pub(crate) const NOW: &str = "2026-11-20T10:30:00Z";

/// A filled store, and the events that are in it.
pub(crate) struct Filled {
    database: TestDatabase,
    pub(crate) events: Vec<Event>,
    pub(crate) sections: HashMap<String, String>,
    pub(crate) authors: HashMap<String, Vec<String>>,
}

impl Filled {
    pub(crate) async fn new(events: u64) -> Self {
        let database = TestDatabase::new().await;
        let settings = Settings { site: site(), seed: 11, days: 16, articles: 150, events, end: at(NOW) };
        let newsroom = Newsroom::new(settings);
        let store = database.store();
        store.upsert_articles(&site(), newsroom.articles(), Saying::at(at(NOW))).await.unwrap();
        let events: Vec<Event> = newsroom.events().collect();
        for (sequence, chunk) in (1..).zip(events.chunks(20_000)) {
            insert(store, sequence, chunk).await;
        }
        recompute(store, at(NOW)).await;
        let of = |article: &tiraj_model::Article| article.path.to_string();
        let sections = newsroom
            .articles()
            .iter()
            .map(|article| (of(article), article.meta.section.to_string()))
            .collect();
        let authors = newsroom.articles().iter().map(|article| {
            (of(article), article.meta.authors.iter().map(ToString::to_string).collect::<Vec<_>>())
        });
        Self { database, sections, authors: authors.collect(), events }
    }

    pub(crate) fn store(&self) -> &Store {
        self.database.store()
    }

    /// Views by linked persons, each with its day in the site's zone.
    fn views(&self) -> impl Iterator<Item = (&Event, Date)> {
        let zone = site().zone();
        let is_view =
            |event: &&Event| event.kind == EventKind::View && event.verdict == tiraj_model::Verdict::Human;
        self.events.iter().filter(is_view).map(move |event| (event, event.time.to_zoned(zone.clone()).date()))
    }
}

async fn insert(store: &Store, sequence: u64, events: &[Event]) {
    let frames = [tiraj_frames::encode_events(events)];
    for batch in split_batches(1, BatchOrigin::Bulk, sequence, &frames).unwrap() {
        store.insert_events(&batch, 0).await.unwrap();
    }
}

async fn recompute(store: &Store, now: Timestamp) {
    let (from, to) = (at("2026-11-01T00:00:00Z"), now - SignedDuration::from_mins(30));
    store.recompute_days(&site(), from, to, now).await.unwrap();
    store.recompute_hours(site().name.as_str(), from, to).await.unwrap();
}

/// From the first moment of a day of the site's zone until now.
fn since(day: &str, site: &Site) -> Period {
    let day: Date = day.parse().unwrap();
    Period::new(site, day.to_zoned(site.zone()).unwrap().timestamp(), at(NOW), at(NOW))
}

fn batches(bytes: &Bytes) -> Vec<RecordBatch> {
    let reader = arrow::ipc::reader::StreamReader::try_new(bytes.as_ref(), None).unwrap();
    reader.map(Result::unwrap).collect()
}

fn texts(batch: &RecordBatch, column: &str) -> Vec<String> {
    let column = batch.column_by_name(column).unwrap();
    let column = arrow::compute::cast(column, &arrow::datatypes::DataType::Utf8).unwrap();
    column.as_string::<i32>().iter().map(|text| text.unwrap().to_owned()).collect()
}

fn numbers(batch: &RecordBatch, column: &str) -> Vec<u64> {
    batch.column_by_name(column).unwrap().as_primitive::<UInt64Type>().values().to_vec()
}

fn dates(batch: &RecordBatch, column: &str) -> Vec<Date> {
    let days = batch.column_by_name(column).unwrap().as_primitive::<Date32Type>().values().to_vec();
    days.into_iter().map(|day| Date::constant(1970, 1, 1).checked_add(day.days()).unwrap()).collect()
}

/// `number` by `key` and `date`.
fn by_key_and_date(bytes: &Bytes, [key, date, number]: [&str; 3]) -> BTreeMap<(String, Date), u64> {
    let mut all = BTreeMap::new();
    for batch in batches(bytes) {
        let (keys, dates) = (texts(&batch, key), dates(&batch, date));
        all.extend(keys.into_iter().zip(dates).zip(numbers(&batch, number)));
    }
    all
}

fn by_text(bytes: &Bytes, key: &str, number: &str) -> BTreeMap<String, u64> {
    let mut all = BTreeMap::new();
    for batch in batches(bytes) {
        all.extend(texts(&batch, key).into_iter().zip(numbers(&batch, number)));
    }
    all
}

fn monday(day: Date) -> Date {
    day.checked_sub(i32::from(day.weekday().to_monday_zero_offset()).days()).unwrap()
}

/// The greatest distance of an estimate from the exact count, as a share of it.
fn worst_error(found: &BTreeMap<(String, Date), u64>, exact: &BTreeMap<(String, Date), u64>) -> f64 {
    assert_eq!(found.keys().collect::<Vec<_>>(), exact.keys().collect::<Vec<_>>());
    let errors =
        found.iter().map(|(key, found)| (*found as f64 - exact[key] as f64).abs() / exact[key] as f64);
    errors.fold(0.0, f64::max)
}

#[tokio::test]
async fn readers_of_weeks_and_days_are_those_that_were_there() {
    let filled = Filled::new(60_000).await;
    let period = since("2026-11-09", &site());
    let first: Date = "2026-11-09".parse().unwrap();
    for (piece, start) in
        [(Piece::Week, monday as fn(Date) -> Date), (Piece::Day, |day| day), (Piece::All, |_| date())]
    {
        let mut sections: BTreeMap<(String, Date), BTreeSet<u64>> = BTreeMap::new();
        let mut authors: BTreeMap<(String, Date), BTreeSet<u64>> = BTreeMap::new();
        for (event, day) in filled.views().filter(|(_, day)| *day >= first) {
            let Some(reader) = event.reader else { continue };
            let section = filled.sections.get(event.path.as_str()).cloned().unwrap_or_default();
            sections.entry((section, start(day))).or_default().insert(reader.get());
            for author in filled.authors.get(event.path.as_str()).into_iter().flatten() {
                authors.entry((author.clone(), start(day))).or_default().insert(reader.get());
            }
        }
        for (scope, exact) in [(ArticleScope::Section, sections), (ArticleScope::Author, authors)] {
            let exact = exact.into_iter().map(|(key, readers)| (key, readers.len() as u64)).collect();
            let bytes = filled.store().scope_readers(&period, scope, piece).await.unwrap();
            let found = by_key_and_date(&bytes, ["key", "start", "readers"]);
            let error = worst_error(&found, &exact);
            println!(
                "readers by {scope:?} and {piece:?}: {} figures, worst error {:.2} %",
                found.len(),
                error * 100.0
            );
            assert!(error <= 0.01, "{scope:?} {piece:?}: {error}");
        }
    }
}

fn date() -> Date {
    "2026-11-09".parse().unwrap()
}

#[tokio::test]
async fn leading_articles_have_the_readers_that_were_there() {
    let filled = Filled::new(30_000).await;
    let period = since("2026-11-14", &site());
    let mut exact: HashMap<String, BTreeSet<u64>> = HashMap::new();
    for (event, _) in filled.views().filter(|(_, day)| *day >= "2026-11-14".parse().unwrap()) {
        exact.entry(event.path.to_string()).or_default().extend(event.reader.map(tiraj_model::ReaderId::get));
    }
    let figures =
        filled.store().article_figures(&period, &Selection::most_viewed(40)).await.unwrap().articles;
    assert_eq!(figures.len(), 40);
    for article in figures {
        assert_eq!(article.readers, exact[&article.path].len() as u64, "{}", article.path);
    }
}

#[tokio::test]
async fn breakdowns_and_section_days_are_sums_of_the_events() {
    let filled = Filled::new(30_000).await;
    let period = since("2026-11-10", &site());
    let since: Date = "2026-11-10".parse().unwrap();
    let (mut days, mut sources, mut countries) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
    let mut views: HashMap<&str, u64> = HashMap::new();
    for (event, day) in filled.views().filter(|(_, day)| *day >= since) {
        let section = filled.sections.get(event.path.as_str()).cloned().unwrap_or_default();
        *days.entry((section, day)).or_insert(0) += 1;
        *countries.entry(event.country.to_string()).or_insert(0) += 1;
        *views.entry(&event.path).or_insert(0) += 1;
    }
    let (article, _) = views.into_iter().max_by_key(|(path, views)| (*views, *path)).unwrap();
    for (event, _) in filled.views().filter(|(event, day)| *day >= since && event.path == article) {
        *sources.entry(event.source.to_string()).or_insert(0) += 1;
    }
    let store = filled.store();
    let found = store.scope_days(&period, ArticleScope::Section).await.unwrap();
    assert_eq!(by_key_and_date(&found, ["key", "day", "views"]), days);
    let found = store.site_breakdown(&period, Dimension::Country).await.unwrap();
    assert_eq!(by_text(&found, "value", "views"), countries);
    let found = store.article_breakdown(&period, article, Dimension::Source).await.unwrap();
    let mut by_source = BTreeMap::new();
    for batch in batches(&found) {
        for (source, views) in texts(&batch, "value").into_iter().zip(numbers(&batch, "views")) {
            *by_source.entry(source).or_insert(0) += views;
        }
    }
    assert_eq!(by_source, sources);
    let hours: u64 = by_hours(&store.article_hours(&period, article).await.unwrap());
    assert_eq!(hours, sources.values().sum::<u64>());
}

fn by_hours(bytes: &Bytes) -> u64 {
    batches(bytes).iter().flat_map(|batch| numbers(batch, "views")).sum()
}

#[tokio::test]
async fn visits_and_moves_of_days_are_those_of_the_events() {
    let filled = Filled::new(30_000).await;
    let store = filled.store();
    let zone = site().zone();
    // Whole days that are over.
    let (from, to) = ("2026-11-10", "2026-11-18");
    let midnight = |day: &str| day.parse::<Date>().unwrap().to_zoned(zone.clone()).unwrap().timestamp();
    let period = Period::new(&site(), midnight(from), midnight(to), at(NOW));
    let mut exact: BTreeMap<(String, Date), (u64, u64, u64, u64)> = BTreeMap::new();
    for visit in store.visits(&period).await.unwrap() {
        let start = Timestamp::from_millisecond(visit.start_ms).unwrap().to_zoned(zone.clone());
        let sums = exact.entry((visit.entry_page, start.date())).or_default();
        sums.0 += 1;
        sums.1 += u64::from(visit.is_bounce);
        sums.2 += u64::from(visit.views);
        sums.3 += u64::from(visit.duration_s);
    }
    let bytes = store.visit_days(&period, VisitDimension::EntryPage).await.unwrap();
    let of = |number| by_key_and_date(&bytes, ["value", "day", number]);
    let expect = |pick: fn(&(u64, u64, u64, u64)) -> u64| -> BTreeMap<_, _> {
        exact.iter().map(|(key, sums)| (key.clone(), pick(sums))).collect()
    };
    assert_eq!(of("visits"), expect(|sums| sums.0));
    assert_eq!(of("bounces"), expect(|sums| sums.1));
    assert_eq!(of("pages"), expect(|sums| sums.2));
    assert_eq!(of("seconds"), expect(|sums| sums.3));

    let moves = moves_of(&filled.events, &period_bounds(midnight(from), midnight(to)));
    let (page, next) = moves.iter().max_by_key(|(page, next)| (next.values().sum::<u64>(), *page)).unwrap();
    let found = by_text(&store.next_pages(&period, page, 10_000).await.unwrap(), "path", "moves");
    assert_eq!(found, *next);
    assert!(next.values().sum::<u64>() > 20, "{next:?}");
}

const fn period_bounds(from: Timestamp, to: Timestamp) -> (Timestamp, Timestamp) {
    (from, to)
}

/// From which page to which in visits that began in a period: views of one reader without a pause of half an hour.
fn moves_of(
    events: &[Event],
    (from, to): &(Timestamp, Timestamp),
) -> BTreeMap<String, BTreeMap<String, u64>> {
    let mut by_reader: BTreeMap<u64, Vec<&Event>> = BTreeMap::new();
    for event in events.iter().filter(|event| event.verdict == tiraj_model::Verdict::Human) {
        let Some(reader) = event.reader else { continue };
        by_reader.entry(reader.get()).or_default().push(event);
    }
    let mut moves: BTreeMap<String, BTreeMap<String, u64>> = BTreeMap::new();
    for mut events in by_reader.into_values() {
        events.sort_by_key(|event| event.time);
        let pause = SignedDuration::from_mins(30);
        for visit in events.chunk_by(|one, next| next.time.duration_since(one.time) <= pause) {
            if visit[0].time < *from || visit[0].time >= *to {
                continue;
            }
            let pages: Vec<&Event> =
                visit.iter().copied().filter(|event| event.kind == EventKind::View).collect();
            for pair in pages.windows(2).filter(|pair| pair[0].path != pair[1].path) {
                let next = moves.entry(pair[0].path.to_string()).or_default();
                *next.entry(pair[1].path.to_string()).or_default() += 1;
            }
        }
    }
    moves
}

#[tokio::test]
async fn a_late_event_and_a_repeat_change_what_they_should() {
    let filled = Filled::new(4_000).await;
    let store = filled.store();
    let period = since("2026-11-09", &site());
    let read = async || {
        let readers = store.scope_readers(&period, ArticleScope::Section, Piece::All).await.unwrap();
        let visits = store.visit_days(&period, VisitDimension::All).await.unwrap();
        (
            by_key_and_date(&readers, ["key", "start", "readers"]),
            by_key_and_date(&visits, ["value", "day", "visits"]),
        )
    };
    let before = read().await;
    recompute(store, at(NOW)).await;
    assert_eq!(read().await, before, "computing again changes nothing");
    let late = tiraj_testkit::view("2026-11-12T08:00:00Z", "/nobody-knew", 1 << 39);
    insert(store, 900, &[late]).await;
    recompute(store, at(NOW)).await;
    let after = read().await;
    let key = (String::new(), "2026-11-09".parse::<Date>().unwrap());
    assert_eq!(after.0.get(&key).copied().unwrap_or(0), before.0.get(&key).copied().unwrap_or(0) + 1);
    let day = (String::new(), "2026-11-12".parse::<Date>().unwrap());
    assert_eq!(after.1[&day], before.1[&day] + 1);
}
