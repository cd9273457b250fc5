//! Newer rules over history, on the real engine.

use std::path::Path;

use serde_json::Value;
use tiraj_model::{BatchOrigin, BotReason, Channel, Event, ShareNetwork, Verdict};
use tiraj_store::{Evidence, ExportFormat, History, Period, Reclassified, Store};
use tiraj_testkit::{TestDatabase, at, share, site, view};

use crate::support::{BROWSER, Server, run, run_json};

/// A month of history for which the rules had no name of Telegram, and one crawler was taken for a reader.
async fn fill(store: &Store) {
    let from_telegram = |moment, path| Event {
        referrer: "t.me/channel".into(),
        source: "t.me".into(),
        channel: Channel::Referral,
        ..view(moment, path, 1)
    };
    let crawler = |moment| Event { browser: "NewsCrawler".into(), ..view(moment, "/a", 9) };
    let events = [
        from_telegram("2026-10-20T10:00:00Z", "/a"),
        from_telegram("2026-11-20T10:00:00Z", "/a"),
        from_telegram("2026-11-20T11:00:00Z", "/b"),
        crawler("2026-11-20T10:30:00Z"),
        crawler("2026-11-21T10:30:00Z"),
    ];
    let frames = [tiraj_frames::encode_events(&events)];
    for batch in tiraj_loader::split_batches(1, BatchOrigin::Spool, 1, &frames).unwrap() {
        store.insert_events(&batch, 0).await.unwrap();
    }
}

fn history() -> History {
    History { site: site().name, from: at("1900-01-02T00:00:00Z"), to: at("2299-01-01T00:00:00Z") }
}

async fn evidence(store: &Store) -> Vec<Evidence> {
    let mut all = Vec::new();
    for month in store.event_months(&history()).await.unwrap() {
        let mut rows = store.evidence(&history(), month).unwrap();
        while let Some(row) = rows.next().await.unwrap() {
            all.push(row);
        }
    }
    all
}

/// What rules that know Telegram and the crawler say.
fn newer(stored: &Evidence) -> Option<Reclassified> {
    let now = if stored.browser == "NewsCrawler" {
        ("bot:declared", stored.source.as_str(), stored.channel.as_str())
    } else if stored.referrer == "t.me" {
        (stored.verdict.as_str(), "Telegram", "messaging")
    } else {
        return None;
    };
    let is_same = now == (&*stored.verdict, &*stored.source, &*stored.channel);
    (!is_same).then(|| Reclassified {
        evidence: stored.evidence.clone(),
        verdict: now.0.to_owned(),
        source: now.1.to_owned(),
        channel: now.2.to_owned(),
    })
}

async fn apply(store: &Store) -> usize {
    let found: Vec<Reclassified> = evidence(store).await.iter().filter_map(newer).collect();
    store.clear_reclassified().await.unwrap();
    store.keep_reclassified(&found).await.unwrap();
    store.hold_reclassified_hours(&history()).await.unwrap();
    for month in store.event_months(&history()).await.unwrap() {
        store.reclassify_month(&history(), month).await.unwrap();
    }
    found.len()
}

#[tokio::test]
async fn stored_events_get_what_newer_rules_say_in_every_month_and_only_once() {
    let database = TestDatabase::new().await;
    let store = database.store();
    fill(store).await;
    assert_eq!(evidence(store).await.len(), 3, "October's, November's, and the crawler's");
    assert_eq!(apply(store).await, 3);
    let after = evidence(store).await;
    let of = |browser: &str| after.iter().filter(|row| row.browser == browser).collect::<Vec<_>>();
    assert!(of("").iter().all(|row| row.source == "Telegram" && row.channel == "messaging"));
    assert_eq!(of("").iter().map(|row| row.events).sum::<u64>(), 3);
    assert!(of("NewsCrawler").iter().all(|row| row.verdict == "bot:declared" && row.source.is_empty()));
    assert_eq!(apply(store).await, 0, "a repeat finds nothing to change");
    let views: u64 = store.view_totals(&[]).await.unwrap().iter().map(|total| total.views).sum();
    assert_eq!(views, 3, "the crawler's views no longer count");
}

#[tokio::test]
async fn hours_in_which_an_event_ceases_to_count_are_stale_until_they_are_mended() {
    let database = TestDatabase::new().await;
    let store = database.store();
    fill(store).await;
    let (from, to) = (at("2026-10-20T00:00:00Z"), at("2026-11-22T00:00:00Z"));
    store.recompute_hours("news.example", from, to).await.unwrap();
    assert!(store.rollup_differences(from, to).await.unwrap().is_empty());
    apply(store).await;
    let stale = async || {
        let hours = store.stale_hours(to).await.unwrap();
        hours.into_iter().map(|stale| stale.hour.hour.to_string()).collect::<Vec<_>>()
    };
    assert!(stale().await.is_empty(), "held until the changes are made");
    store.release_held_hours().await.unwrap();
    let expect = ["2026-11-20T10:00:00Z", "2026-11-21T10:00:00Z"];
    assert_eq!(stale().await, expect, "sources change no counts");
    for stale in store.stale_hours(to).await.unwrap() {
        store.clear_stale_hours("news.example", from, to, &stale.notes).await.unwrap();
    }
    assert!(stale().await.is_empty());
    store.release_held_hours().await.unwrap();
    assert_eq!(stale().await, expect, "a start finds what was cut short");
    store.clear_held_hours(&site().name).await.unwrap();
    store.release_held_hours().await.unwrap();
    assert_eq!(store.stale_hours(to).await.unwrap().len(), 2, "what was noted stays noted");
}

#[tokio::test]
async fn events_outside_of_the_period_stay_as_they_are() {
    let database = TestDatabase::new().await;
    let store = database.store();
    fill(store).await;
    let found: Vec<Reclassified> = evidence(store).await.iter().filter_map(newer).collect();
    store.keep_reclassified(&found).await.unwrap();
    let short = History { from: at("2026-11-20T10:15:00Z"), to: at("2026-11-20T10:45:00Z"), ..history() };
    store.reclassify_month(&short, 202_611).await.unwrap();
    let changed: u64 =
        evidence(store).await.iter().filter(|row| row.verdict != "human").map(|row| row.events).sum();
    assert_eq!(changed, 1);
}

#[tokio::test]
async fn an_emptied_mapping_changes_nothing() {
    let database = TestDatabase::new().await;
    let store = database.store();
    fill(store).await;
    let before = evidence(store).await.len();
    store.reclassify_month(&history(), 202_611).await.unwrap();
    assert_eq!(evidence(store).await.len(), before);
}

/// Every number but those of machines themselves counts persons only, whatever the verdict is called.
#[tokio::test]
async fn no_number_that_people_read_counts_a_machine() {
    let database = TestDatabase::new().await;
    let store = database.store();
    let mut events = Vec::new();
    for (number, reason) in (1_u64..).zip(BotReason::ALL) {
        let verdict = Verdict::Bot(*reason);
        events.push(Event { verdict, ..view("2026-11-22T10:10:00Z", "/a", number) });
        events.push(Event { verdict, ..view("2026-11-23T09:30:00Z", "/a", number) });
        events.push(Event { verdict, ..share("2026-11-22T10:11:00Z", "/a", number, ShareNetwork::Telegram) });
        events.push(Event { verdict, ..share("2026-11-23T09:31:00Z", "/a", number, ShareNetwork::Telegram) });
    }
    let frames = [tiraj_frames::encode_events(&events)];
    for batch in tiraj_loader::split_batches(1, BatchOrigin::Spool, 1, &frames).unwrap() {
        store.insert_events(&batch, 0).await.unwrap();
    }
    let (from, now) = (at("2026-11-15T20:00:00Z"), at("2026-11-23T09:40:00Z"));
    store.recompute_hours("news.example", from, at("2026-11-23T09:00:00Z")).await.unwrap();
    store.recompute_days(&site(), from, at("2026-11-23T09:00:00Z"), now).await.unwrap();
    let period = Period::new(&site(), from, at("2026-11-29T20:00:00Z"), now);
    for (name, answer) in [
        ("article_days", store.article_days(&period).await),
        ("section_hours", store.section_hours(&period).await),
        ("site_hours", store.site_hours(&period).await),
        ("shares_by_week", store.shares_by_week(&period).await),
        ("sources_by_week", store.sources_by_week(&period).await),
        ("week_detail", store.week_detail(&period).await),
        ("leading_articles", store.leading_articles(&period, 10).await),
        ("leading_sections", store.leading_sections(&period).await),
        ("leading_networks", store.leading_networks(&period).await),
    ] {
        assert_eq!(rows(&answer.unwrap()), 0, "{name}");
    }
    let readers = store.readers_by_week(&period, at("2026-11-22T20:00:00Z")).await.unwrap();
    assert_eq!(sum(&readers, "readers"), 0);
    assert_eq!(
        store.site_readers(&period).await.unwrap() + store.readers_present(&site(), now).await.unwrap(),
        0
    );
    assert!(store.view_totals(&[]).await.unwrap().is_empty());
    let mut export = store.export_rollups(&period, ExportFormat::Ndjson).unwrap();
    assert!(export.next().await.unwrap().is_none_or(|piece| piece.is_empty()), "export rollups");
    let verdicts = store.verdicts(&period).await.unwrap();
    assert_eq!(verdicts.len(), BotReason::ALL.len(), "and yet nothing is lost");
    assert!(verdicts.iter().all(|count| (count.events, count.views, count.pages) == (4, 2, 1)));
}

fn batches(stream: &[u8]) -> Vec<arrow::array::RecordBatch> {
    if stream.is_empty() {
        return Vec::new();
    }
    arrow::ipc::reader::StreamReader::try_new(stream, None).unwrap().map(Result::unwrap).collect()
}

fn rows(stream: &[u8]) -> usize {
    batches(stream).iter().map(arrow::array::RecordBatch::num_rows).sum()
}

fn sum(stream: &[u8], column: &str) -> u64 {
    use arrow::array::AsArray;
    let one = |batch: &arrow::array::RecordBatch| {
        let column = batch.column_by_name(column).unwrap();
        column.as_primitive::<arrow::datatypes::UInt64Type>().values().iter().sum::<u64>()
    };
    batches(stream).iter().map(one).sum()
}

/// Imports a line of a log for each of some days, all referred to by a host that is not the site's own yet.
fn import_log(data: &Path) {
    let log = data.with_extension("log");
    let line = |day: u32, second: u32| {
        format!(
            "192.0.2.7 - - [{day}/Nov/2026:10:05:{second:02} +0400] \"GET /a HTTP/1.1\" 200 512 \"https://old.example/x\" \"{BROWSER}\"\n"
        )
    };
    let lines: String = (18..=20).flat_map(|day| (0..4).map(move |second| line(day, second))).collect();
    std::fs::write(&log, lines).unwrap();
    run(data, &["import", "access-log", "--site", "news.example", log.to_str().unwrap()]);
}

fn moves(done: &Value, kind: &str) -> Vec<(String, String, u64)> {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let one = |row: &Value| (text(&row["from"]), text(&row["to"]), row["events"].as_u64().unwrap());
    done[kind].as_array().unwrap().iter().map(one).collect()
}

#[test]
fn the_command_says_what_changes_and_changes_it_beside_a_server_or_alone() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let server = Server::serve(&data);
    import_log(&data);
    run(&data, &["site", "add", "news.example", "--hostname", "old.example"]);
    let command = ["reclassify", "--site", "news.example", "--json"];
    let first_days = ["--from", "2026-11-18", "--to", "2026-11-19"];
    let with = |more: &[&str]| run_json(&data, &[&command[..], more].concat());

    let looked = with(&["--dry-run"]);
    assert_eq!((looked["events"].as_u64(), looked["changed"].as_u64()), (Some(12), Some(12)), "{looked}");
    assert_eq!(looked["applied"], false);
    assert_eq!(with(&[&first_days[..], &["--dry-run"]].concat())["changed"], 8, "looking changes nothing");
    let done = with(&first_days);
    assert_eq!(moves(&done, "channels"), [("other".into(), "internal".into(), 8)]);
    assert_eq!(moves(&done, "sources"), [("old.example".into(), String::new(), 8)]);
    assert!(moves(&done, "verdicts").is_empty());
    assert_eq!(with(&first_days)["changed"], 0, "a repeat finds nothing");
    assert_eq!(server.views("/a"), 12, "the counter stays");
    server.stop();
    assert_eq!(with(&[])["changed"], 4, "the rest, without a server");
    let arguments =
        ["export", "events", "--site", "news.example", "--from", "2026-11-18", "--to", "2026-11-20"];
    let rows = run(&data, &[&arguments[..], &["--format", "ndjson", "--out", "-"]].concat());
    assert!(rows.lines().count() == 12 && rows.lines().all(|row| row.contains("\"channel\":\"internal\"")));
}

#[test]
fn machines_are_listed_by_verdict_and_crawlers_of_ai_companies_by_name() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let log = data.with_extension("log");
    let line = |agent: &str| {
        format!("192.0.2.7 - - [20/Nov/2026:10:05:01 +0400] \"GET /a HTTP/1.1\" 200 512 \"-\" \"{agent}\"\n")
    };
    let crawler = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)";
    let ai = "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; GPTBot/1.2; +https://openai.com/gptbot)";
    let lines = [BROWSER, crawler, "curl/8.5.0", crawler, ai].map(line);
    std::fs::write(&log, lines.concat()).unwrap();
    run(&data, &["site", "add", "news.example"]);
    run(&data, &["import", "access-log", "--site", "news.example", log.to_str().unwrap()]);
    let command = ["bots", "--site", "news.example", "--from", "2026-11-20", "--to", "2026-11-20"];
    let counts = run_json(&data, &[&command[..], &["--json"]].concat());
    let of = |verdict: &str| {
        let rows = counts["verdicts"].as_array().unwrap();
        rows.iter().find(|row| row["verdict"] == verdict).map_or(0, |row| row["views"].as_u64().unwrap())
    };
    assert_eq!([of("human"), of("bot:declared"), of("bot:library")], [1, 2, 1], "{counts}");
    let known = &counts["ai_crawlers"][0];
    assert_eq!(
        (known["crawler"].as_str(), known["company"].as_str()),
        (Some("GPTBot"), Some("OpenAI")),
        "{counts}"
    );
    let words = run(&data, &command);
    assert!(words.contains("bot:declared\t2\t2") && words.contains("OpenAI\tGPTBot\t1 events"), "{words}");
}
