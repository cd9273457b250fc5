//! Events that are older than their site keeps them go; what was counted of them stays, whatever comes late.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::SignedDuration;
use tempfile::TempDir;
use tiraj_loader::{DeadLetters, Loader, NodeNumber, Parts};
use tiraj_model::{Event, Site, Sites};
use tiraj_simulate::{Newsroom, Settings};
use tiraj_spool::{DiskFileSystem, Options};
use tiraj_store::{ArticleScope, Dimension, ExportFormat, Period, Piece, Saying, Store, VisitDimension};
use tiraj_testkit::{ManualClock, TestDatabase, at, site, view};

use crate::support::{fail, run, run_json};

/// A Friday afternoon in Baku.
const NOW: &str = "2026-11-20T10:30:00Z";

/// A store with forty days of a newsroom, whose site keeps its events for twenty.
struct Filled {
    database: TestDatabase,
    loader: Loader,
    clock: ManualClock,
    site: Site,
    _folder: TempDir,
}

impl Filled {
    async fn new() -> Self {
        let (database, folder, clock) =
            (TestDatabase::new().await, tempfile::tempdir().unwrap(), ManualClock::at(NOW));
        let mut site = site();
        site.rules.keep_days = Some(20);
        let options = Options {
            segment_bytes: 1 << 20,
            total_bytes: 1 << 30,
            preamble: tiraj_frames::preamble(),
            consumers: vec![tiraj_loader::CONSUMER],
        };
        let (_writer, log, _) =
            tiraj_spool::open(&folder.path().join("spool"), options, Arc::new(DiskFileSystem)).unwrap();
        let identity = folder.path().join("identity");
        let node = NodeNumber::open(folder.path().join("node"), &identity, Arc::new(rand::fill)).unwrap();
        let loader = Loader::new(Parts {
            store: database.store().clone(),
            log,
            sites: Sites::new([site.clone()]),
            clock: Arc::new(clock.clone()),
            node: Arc::new(node),
            lease: None,
            dead_letters: DeadLetters::new(folder.path().join("dead"), 1 << 20),
            bulk_numbers: folder.path().join("bulk-number"),
        });
        let filled = Self { database, loader, clock, site, _folder: folder };
        filled.fill().await;
        filled
    }

    async fn fill(&self) {
        let settings = Settings {
            site: self.site.clone(),
            seed: 5,
            days: 40,
            articles: 120,
            events: 20_000,
            end: at(NOW),
        };
        let newsroom = Newsroom::new(settings);
        self.store().upsert_articles(&self.site, newsroom.articles(), Saying::at(at(NOW))).await.unwrap();
        let events: Vec<Event> = newsroom.events().collect();
        self.load(&events).await;
    }

    async fn load(&self, events: &[Event]) {
        self.loader.load_bulk(&[tiraj_frames::encode_events(events)]).await.unwrap();
        self.loader.recompute_rollups().await.unwrap();
    }

    fn store(&self) -> &Store {
        self.database.store()
    }

    /// From a day of the site's zone until now.
    fn since(&self, day: &str) -> Period {
        let day: jiff::civil::Date = day.parse().unwrap();
        let from = day.to_zoned(self.site.zone()).unwrap().timestamp();
        Period::new(&self.site, from, at(NOW), at(NOW))
    }

    /// All that is counted: exported rollups, sections, readers, visits, countries, and the public counters.
    async fn counts(&self) -> Counts {
        let (store, period) = (self.store(), self.since("2026-10-01"));
        let totals = store.view_totals(&[]).await.unwrap();
        Counts {
            rollups: read(store.export_rollups(&period, ExportFormat::Csv).unwrap()).await,
            section_days: store.scope_days(&period, ArticleScope::Section).await.unwrap(),
            author_readers: store.scope_readers(&period, ArticleScope::Author, Piece::Week).await.unwrap(),
            visits: store.visit_days(&period, VisitDimension::EntryPage).await.unwrap(),
            countries: store.site_breakdown(&period, Dimension::Country).await.unwrap(),
            totals: totals.into_iter().map(|total| (total.path, total.views)).collect(),
        }
    }

    async fn events_since(&self, day: &str) -> usize {
        let rows = read(self.store().export_events(&self.since(day), ExportFormat::Ndjson).unwrap()).await;
        rows.lines().count()
    }
}

#[derive(Debug, PartialEq, Eq)]
struct Counts {
    rollups: String,
    section_days: bytes::Bytes,
    author_readers: bytes::Bytes,
    visits: bytes::Bytes,
    countries: bytes::Bytes,
    totals: BTreeMap<String, u64>,
}

async fn read(mut rows: tiraj_store::Rows) -> String {
    let mut text = Vec::new();
    while let Some(piece) = rows.next().await.unwrap() {
        text.extend_from_slice(&piece);
    }
    String::from_utf8(text).unwrap()
}

#[tokio::test]
async fn old_events_go_and_everything_counts_as_before() {
    let filled = Filled::new().await;
    let before = filled.counts().await;
    let (all, kept) = (filled.events_since("2026-10-01").await, filled.events_since("2026-10-31").await);
    assert!(all > kept + 1_000 && kept > 1_000, "{all} events, {kept} of them of the last twenty days");

    assert_eq!(filled.loader.let_go().await.unwrap(), (all - kept) as u64);
    assert_eq!(filled.events_since("2026-10-01").await, kept);
    assert!(filled.counts().await == before, "counts stay");
    assert_eq!(filled.loader.let_go().await.unwrap(), 0, "once");

    // Whatever has everything computed anew leaves them alone, too.
    filled.store().note_period(&filled.since("2026-10-01"), 1).await.unwrap();
    filled.loader.recompute_rollups().await.unwrap();
    let (from, to) = (at("2026-10-01T00:00:00Z"), at(NOW));
    assert_eq!(filled.store().rollup_differences(from, to).await.unwrap(), []);
    filled.store().recompute_hours(filled.site.name.as_str(), from, to).await.unwrap();
    filled.store().recompute_days(&filled.site, from, to, at(NOW)).await.unwrap();
    assert!(filled.counts().await == before, "counts stay whatever is computed");
}

#[tokio::test]
async fn what_comes_late_does_not_shrink_a_day_that_is_gone() {
    let filled = Filled::new().await;
    filled.loader.let_go().await.unwrap();
    let before = filled.counts().await;
    // One of a day whose events are gone, and one of the first day on which events still count.
    filled.load(&[view("2026-10-20T08:00:00Z", "/late", 7)]).await;
    assert!(filled.counts().await == before, "nothing is known of that day but its counts");
    filled.load(&[view("2026-11-01T08:00:00Z", "/late", 7)]).await;
    let after = filled.counts().await;
    assert_eq!(after.totals["/late"], 1);
    assert_eq!(after.rollups.lines().count(), before.rollups.lines().count() + 1);
    filled.loader.let_go().await.unwrap();
    assert!(filled.counts().await == after);
}

#[tokio::test]
async fn the_ledger_knows_what_was_let_go_of() {
    let filled = Filled::new().await;
    let window = (at(NOW) - SignedDuration::from_hours(1), at(NOW) + SignedDuration::from_hours(1));
    let audit = async || filled.store().audit_ledger(window, 0, 0).await.unwrap();
    assert_eq!(audit().await, []);
    let gone = filled.loader.let_go().await.unwrap();
    assert_eq!(audit().await, []);
    let balance = filled.store().balance(window, None).await.unwrap();
    let account = balance.values().next().unwrap();
    assert_eq!((account.dropped["removed"], account.received), (gone, 20_000));
    assert!(account.is_balanced(), "{account:?}");
}

#[tokio::test]
async fn a_day_goes_when_its_time_has_come() {
    let filled = Filled::new().await;
    filled.loader.let_go().await.unwrap();
    let kept = filled.events_since("2026-10-31").await;
    let next = filled.events_since("2026-11-01").await;
    filled.clock.turn(SignedDuration::from_hours(9));
    assert_eq!(filled.loader.let_go().await.unwrap(), 0, "it is the same day in Baku");
    filled.clock.turn(SignedDuration::from_hours(1));
    assert_eq!(filled.loader.let_go().await.unwrap(), (kept - next) as u64);
}

#[test]
fn days_to_keep_are_a_setting_of_a_site() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    run(&data, &["site", "add", "news.example"]);
    let words = fail(&data, &["site", "set", "news.example", "--keep-days", "3"], 2);
    assert!(words.contains("14"), "{words}");
    run(&data, &["site", "set", "news.example", "--keep-days", "400"]);
    let days = || run_json(&data, &["site", "list", "--json"])[0]["rules"]["keep_days"].clone();
    assert_eq!(days(), 400);
    run(&data, &["site", "set", "news.example", "--clear", "keep-days"]);
    assert!(days().is_null());
}
