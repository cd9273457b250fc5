//! `POST /api/event` as Plausible's users know it: every case of the reference file against a running collector with the
//! real engine behind it.
//!
//! A case sends its requests, under a clock that it turns itself; when all are sent, everything is loaded, and what is
//! stored is read back over the exports and the visits. The cases lie beside the repository and not in it.

mod answer;
mod case;
mod names;
mod newsroom;
mod settings;
mod stored;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use jiff::{SignedDuration, Timestamp, ToSpan};
use serde_json::Value;
use tiraj_enrich::Enricher;
use tiraj_model::{Site, Sites};
use tiraj_store::Period;
use tokio::task::JoinSet;

use answer::check_answer;
use case::{Case, Step};
use newsroom::{Answer, Newsroom};
use stored::{Finding, Stored};

/// Before the first case begins.
const BEGINNING: &str = "2026-01-01T00:00:00Z";
/// Each case has days of its own, so that no case meets the readers of another.
const DAYS_A_CASE: i32 = 4;

/// The folder of reference data, where this machine has it beside the repository.
fn find_data() -> Option<PathBuf> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let found = here.ancestors().map(|folder| folder.join("shared/data")).find(|data| data.is_dir());
    if found.is_none() {
        eprintln!("NOT RUN: shared/data is not beside the repository, so no case of Plausible's was tried");
    }
    found
}

fn read_cases(data: &Path) -> Vec<Case> {
    let text = std::fs::read_to_string(data.join("plausible_cases.jsonl")).unwrap();
    let lines = text.lines().filter(|line| !line.trim().is_empty());
    lines.map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"))).collect()
}

/// When a case begins: at noon, or shortly before midnight where a new day is a part of it.
fn start_of(number: usize, case: &Case) -> Timestamp {
    let day: Timestamp = BEGINNING.parse().unwrap();
    let day = day + (24 * DAYS_A_CASE * i32::try_from(number).unwrap()).hours();
    let rotates = case.steps().iter().any(|step| matches!(step, Step::RotateSalt));
    day + if rotates { 23.hours().minutes(50) } else { 12.hours() }
}

fn sites_of(case: &Case, start: Timestamp, enricher: &Enricher) -> [Site; 2] {
    case.sites().map(|name| {
        let mut site = Site::new(name.parse().unwrap(), "UTC").unwrap();
        if let Some(setting) = &case.site_setting {
            site.rules = settings::read_rules(setting, enricher, start);
        }
        site
    })
}

/// Sends what a case sends, and gives the last answer.
async fn play(room: &Newsroom, case: &Case, start: Timestamp) -> Answer {
    room.turn_to(start);
    let mut answers = JoinSet::new();
    let mut last = None;
    for step in case.steps() {
        let Step::Send(request, after) = step else {
            room.turn_to(next_day(room.now()));
            continue;
        };
        let moment = after.map_or(room.now(), |seconds| start + SignedDuration::from_secs(seconds));
        if !case.concurrent {
            // Two events of one millisecond would have no order.
            room.turn_to(moment + 1.millisecond());
        }
        answers.spawn(newsroom::send(room.router(), request));
        if !case.concurrent {
            last = answers.join_next().await;
        }
    }
    while let Some(answer) = answers.join_next().await {
        last = Some(answer);
    }
    last.expect("a case sends something").unwrap()
}

/// Ten minutes after the next midnight.
fn next_day(now: Timestamp) -> Timestamp {
    let tomorrow = now.in_tz("UTC").unwrap().tomorrow().unwrap().start_of_day().unwrap();
    tomorrow.timestamp() + 10.minutes()
}

/// What of the stored events is not as a case says, and what cannot be compared.
async fn check_stored(
    room: &Newsroom,
    case: &Case,
    start: Timestamp,
    cities: &Cities,
) -> Vec<(String, Finding)> {
    let Some(expected) = &case.expect_stored else { return Vec::new() };
    let end = start + (24 * DAYS_A_CASE - 36).hours();
    let period = |name: &str| {
        let site = Site::new(name.parse().unwrap(), "UTC").unwrap();
        Period::new(&site, start - 12.hours(), end, end)
    };
    let [first, second] = case.sites().map(|name| period(&name));
    let second = case.speaks_of_second_site().then_some(&second);
    let stored = Stored::read(room.store(), &first, second).await;
    let Some(fields) = expected else {
        let count = stored.events.len() + stored.events2.len();
        let fault = format!("{count} events of persons are stored, and none should be");
        return if count == 0 { Vec::new() } else { vec![("events".into(), Finding::Differs(fault))] };
    };
    let compare = |(field, expect): (&String, &Value)| {
        let expect = match expect {
            Value::String(text) => Value::String(case.name_sites(text)),
            number if field == "city_geoname" => cities.name(number),
            other => other.clone(),
        };
        (field.clone(), stored.compare(field, &expect))
    };
    fields.iter().map(compare).collect()
}

/// The English names of cities by their number, as the test database's source has them.
struct Cities(Value);

impl Cities {
    fn name(&self, number: &Value) -> Value {
        fn find(within: &Value, number: &Value) -> Option<Value> {
            match within {
                Value::Object(fields) if fields.get("geoname_id") == Some(number) => {
                    within.pointer("/names/en").cloned()
                }
                Value::Object(fields) => fields.values().find_map(|field| find(field, number)),
                Value::Array(items) => items.iter().find_map(|item| find(item, number)),
                _ => None,
            }
        }
        find(&self.0, number).unwrap_or_else(|| panic!("no city {number}"))
    }
}

/// Passed and all cases of each group.
#[derive(Default)]
struct Table(BTreeMap<String, (u32, u32)>);

impl Table {
    fn add(&mut self, group: &str, passed: bool) {
        for row in [group, "~ all"] {
            let (good, all) = self.0.entry(row.to_owned()).or_default();
            *good += u32::from(passed);
            *all += 1;
        }
    }

    fn print(&self) {
        eprintln!("Plausible's cases, passed of all:");
        for (group, (passed, all)) in &self.0 {
            eprintln!("  {group:<12} {passed:>3} / {all}");
        }
    }
}

#[tokio::test]
async fn every_case_of_plausibles_is_answered_and_stored_alike() {
    let Some(data) = find_data() else { return };
    let enricher = newsroom::open_enricher(&data.join("geo/GeoLite2-City-Test.mmdb"));
    let cities = std::fs::read(data.join("geo/GeoLite2-City-Test.json")).unwrap();
    let cities = Cities(serde_json::from_slice(&cities).unwrap());
    let cases: Vec<_> = read_cases(&data)
        .into_iter()
        .enumerate()
        .map(|(number, case)| (start_of(number, &case), case))
        .collect();
    let sites = cases.iter().flat_map(|(start, case)| sites_of(case, *start, &enricher));
    let room = Newsroom::open(Sites::new(sites), enricher.clone(), BEGINNING).await;

    let mut faults = Vec::new();
    for (start, case) in &cases {
        faults.push(check_answer(&play(&room, case, *start).await, case));
    }
    // Before the first hour is over, so that nothing is rolled up, which nobody asks for here.
    room.turn_to(BEGINNING.parse().unwrap());
    room.load().await;
    let mut table = Table::default();
    for ((start, case), faults) in cases.iter().zip(&mut faults) {
        for (field, finding) in check_stored(&room, case, *start, &cities).await {
            match finding {
                Finding::Same => {}
                Finding::Differs(fault) => faults.push(fault),
                Finding::Incomparable(reason) => eprintln!("NOT COMPARED: {} {field}: {reason}", case.id),
            }
        }
        table.add(&case.group, faults.is_empty());
        for fault in faults {
            eprintln!("{} ({}, {}): {fault}", case.id, case.group, case.what);
        }
    }
    table.print();
    let failed = faults.iter().filter(|faults| !faults.is_empty()).count();
    assert_eq!(failed, 0, "cases that Tiraj does not treat as Plausible does; they are named above");
}
