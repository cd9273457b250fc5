//! Given these events, those visits.

use tiraj_loader::split_batches;
use tiraj_model::{BatchOrigin, BotReason, Channel, Event, EventKind, Verdict};
use tiraj_store::{ExportFormat, Period, Store, Visit};
use tiraj_testkit::{TestDatabase, at, site, view};

async fn insert(store: &Store, events: &[Event]) {
    let frames = [tiraj_frames::encode_events(events)];
    for batch in split_batches(1, BatchOrigin::Spool, 1, &frames).unwrap() {
        store.insert_events(&batch, 0).await.unwrap();
    }
}

/// From noon to noon.
fn day() -> Period {
    Period::new(&site(), at("2026-11-22T12:00:00Z"), at("2026-11-23T12:00:00Z"), at("2026-11-24T00:00:00Z"))
}

fn engagement(moment: &str, path: &str, reader: u64) -> Event {
    Event { kind: EventKind::Engage, name: "engagement".into(), engaged_ms: 5, ..view(moment, path, reader) }
}

fn custom(moment: &str, reader: u64, props: &[(&str, &str)]) -> Event {
    let props = props.iter().map(|(key, value)| ((*key).into(), (*value).into())).collect();
    Event { kind: EventKind::Custom, name: "signup".into(), props, ..view(moment, "/form", reader) }
}

/// Each visit in a line: reader, start, seconds, views, events, entry, exit, `bounce` where it is one.
fn lines(visits: &[Visit]) -> Vec<String> {
    let line = |visit: &Visit| {
        let start = jiff::Timestamp::from_millisecond(visit.start_ms).unwrap();
        let start = start.strftime("%H:%M");
        let end = if visit.is_bounce { " bounce" } else { "" };
        let (reader, seconds) = (visit.reader, visit.duration_s);
        let (views, events, entry, exit) = (visit.views, visit.events, &visit.entry_page, &visit.exit_page);
        format!("{reader} {start} {seconds} {views} {events} [{entry}] [{exit}]{end}")
    };
    visits.iter().map(line).collect()
}

#[tokio::test]
async fn half_an_hour_without_an_event_ends_a_visit() {
    let database = TestDatabase::new().await;
    let store = database.store();
    let search =
        Event { channel: Channel::Search, source: "Google".into(), ..view("2026-11-22T13:00:00Z", "/a", 1) };
    let internal = Event { channel: Channel::Internal, ..view("2026-11-22T13:30:00Z", "/b", 1) };
    insert(
        store,
        &[internal, search, view("2026-11-22T14:00:01Z", "/c", 1), view("2026-11-22T13:10:00Z", "/a", 2)],
    )
    .await;
    let visits = store.visits(&day()).await.unwrap();
    assert_eq!(
        lines(&visits),
        ["1 13:00 1800 2 2 [/a] [/b]", "2 13:10 0 1 1 [/a] [/a] bounce", "1 14:00 0 1 1 [/c] [/c] bounce"]
    );
    assert_eq!((visits[0].source.as_str(), visits[0].channel.as_str()), ("Google", "search"));
    assert_eq!(visits[0].hostname, "news.example");
}

#[tokio::test]
async fn engagement_prolongs_a_visit_and_adds_nothing_to_it() {
    let database = TestDatabase::new().await;
    let store = database.store();
    insert(
        store,
        &[
            view("2026-11-22T13:00:00Z", "/a", 1),
            engagement("2026-11-22T13:25:00Z", "/a", 1),
            view("2026-11-22T13:50:00Z", "/b", 1),
            view("2026-11-22T13:00:00Z", "/a", 2),
            engagement("2026-11-22T13:25:00Z", "/a", 2),
        ],
    )
    .await;
    let visits = store.visits(&day()).await.unwrap();
    assert_eq!(lines(&visits), ["1 13:00 3000 2 2 [/a] [/b]", "2 13:00 0 1 1 [/a] [/a] bounce"]);
}

#[tokio::test]
async fn a_second_deed_ends_a_bounce_unless_it_was_not_the_readers() {
    let database = TestDatabase::new().await;
    let store = database.store();
    insert(
        store,
        &[
            view("2026-11-22T13:00:00Z", "/a", 1),
            custom("2026-11-22T13:00:10Z", 1, &[]),
            view("2026-11-22T13:00:00Z", "/a", 2),
            custom("2026-11-22T13:00:10Z", 2, &[("interactive", "false")]),
            custom("2026-11-22T13:00:00Z", 3, &[]),
        ],
    )
    .await;
    let visits = store.visits(&day()).await.unwrap();
    assert_eq!(
        lines(&visits),
        ["1 13:00 10 1 2 [/a] [/a]", "2 13:00 10 1 2 [/a] [/a] bounce", "3 13:00 0 0 1 [] [] bounce"]
    );
    assert_eq!(visits[2].hostname, "", "a visit without a view was on no page");
}

#[tokio::test]
async fn a_visit_belongs_to_the_period_in_which_it_begins() {
    let database = TestDatabase::new().await;
    let store = database.store();
    insert(
        store,
        &[
            view("2026-11-22T11:50:00Z", "/a", 1),
            view("2026-11-22T12:10:00Z", "/b", 1),
            view("2026-11-23T11:50:00Z", "/a", 2),
            view("2026-11-23T12:10:00Z", "/b", 2),
        ],
    )
    .await;
    let visits = store.visits(&day()).await.unwrap();
    assert_eq!(lines(&visits), ["2 11:50 1200 2 2 [/a] [/b]"]);
}

#[tokio::test]
async fn exports_name_the_visit_of_each_linked_event_of_a_person() {
    let database = TestDatabase::new().await;
    let store = database.store();
    let bot = Event { verdict: Verdict::Bot(BotReason::Declared), ..view("2026-11-22T13:00:02Z", "/bot", 1) };
    let unlinked = Event { reader: None, ..view("2026-11-22T13:00:03Z", "/unlinked", 1) };
    insert(
        store,
        &[
            view("2026-11-22T11:50:00Z", "/before", 1),
            view("2026-11-22T12:10:00Z", "/a", 1),
            view("2026-11-22T13:00:00Z", "/b", 1),
            bot,
            unlinked,
        ],
    )
    .await;
    let visit_of = async |period: &Period, path: &str| {
        let mut rows = store.export_events(period, ExportFormat::Ndjson).unwrap();
        let mut bytes = Vec::new();
        while let Some(piece) = rows.next().await.unwrap() {
            bytes.extend_from_slice(&piece);
        }
        let rows = bytes.split(|byte| *byte == b'\n').filter(|row| !row.is_empty());
        let mut rows = rows.map(|row| serde_json::from_slice::<serde_json::Value>(row).unwrap());
        rows.find(|row| row["path"] == path).unwrap()["visit"].as_str().unwrap().to_owned()
    };
    let visits = store.visits(&day()).await.unwrap();
    assert_eq!(visit_of(&day(), "/b").await, format!("{:016x}", visits[0].visit));
    assert_eq!(visit_of(&day(), "/bot").await, "");
    assert_eq!(visit_of(&day(), "/unlinked").await, "");
    let wider = Period::new(
        &site(),
        at("2026-11-22T00:00:00Z"),
        at("2026-11-23T00:00:00Z"),
        at("2026-11-24T00:00:00Z"),
    );
    assert_eq!(visit_of(&day(), "/a").await, visit_of(&wider, "/before").await, "the same in every period");
}
