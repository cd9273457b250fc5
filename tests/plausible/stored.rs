//! What is stored of a case, and whether it is what the case says, in our names.

use serde_json::{Map, Value, json};
use tiraj_store::{ExportFormat, Period, Store, Visit};

use super::names;

/// A stored event as the export shows it.
type Row = Map<String, Value>;

/// What is stored of a case's two sites: events of persons by time, and the visits of the first.
pub(super) struct Stored {
    pub(super) events: Vec<Row>,
    pub(super) events2: Vec<Row>,
    pub(super) visits: Vec<Visit>,
}

/// How an expected field compares.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Finding {
    Same,
    Differs(String),
    /// There is nothing here to compare it with, and why.
    Incomparable(&'static str),
}

impl Stored {
    /// Reads it back over the interfaces that others read it by.
    pub(super) async fn read(store: &Store, first: &Period, second: Option<&Period>) -> Self {
        let events2 = match second {
            Some(period) => read_events(store, period).await,
            None => Vec::new(),
        };
        Self { events: read_events(store, first).await, events2, visits: store.visits(first).await.unwrap() }
    }

    /// Compares one field of `expect_stored`.
    pub(super) fn compare(&self, field: &str, expect: &Value) -> Finding {
        if let Some(reason) = names::incomparable(field) {
            return Finding::Incomparable(reason);
        }
        if self.events.is_empty() {
            return Finding::Differs("no event of a person is stored".into());
        }
        let found = self.of_all(field).or_else(|| self.of_visit(field)).or_else(|| self.of_event(field));
        match found {
            None => Finding::Differs(format!("the suite does not know the field `{field}`")),
            Some(found) if names::is_same(field, expect, &found) => Finding::Same,
            Some(found) => Finding::Differs(format!("{field} is {found}, not {expect}")),
        }
    }

    /// Fields that speak of all events together.
    fn of_all(&self, field: &str) -> Option<Value> {
        Some(match field {
            "events_site" => json!(self.events.len()),
            "events_site2" => json!(self.events2.len()),
            "visitors" => json!(distinct(&self.events, "reader")),
            "visits" => json!(self.visits.len()),
            "ids_differ" => json!(self.events[0]["reader"] != self.events2.first()?["reader"]),
            "equal_timestamps" => json!(self.events[0]["time"] == self.events2.first()?["time"]),
            "timestamps" => {
                let times =
                    self.events.windows(2).all(|pair| text(&pair[0], "time") < text(&pair[1], "time"));
                json!(if times && self.events.len() > 1 { "increasing" } else { "not increasing" })
            }
            "same_session_id_on_event_and_visit" => {
                let visit = format!("{:016x}", self.visits.first()?.visit);
                json!(self.events.iter().all(|event| text(event, "visit") == visit))
            }
            _ => return None,
        })
    }

    /// Fields of the last visit.
    fn of_visit(&self, field: &str) -> Option<Value> {
        let visit = self.visits.last()?;
        Some(match field {
            "is_bounce" => json!(visit.is_bounce),
            "duration" => json!(visit.duration_s),
            "pageviews" => json!(visit.views),
            "events" => json!(visit.events),
            "entry_page" => json!(visit.entry_page),
            "exit_page" => json!(visit.exit_page),
            "visit_hostname" => json!(visit.hostname),
            _ => return None,
        })
    }

    /// Fields of the last event.
    fn of_event(&self, field: &str) -> Option<Value> {
        let event = self.events.last()?;
        let prop = |key: &str| event["props"].get(key);
        match field {
            "props_count" => event["props"].as_object().map(|props| json!(props.len())),
            "revenue" => Some(prop("revenue_amount").map_or(
                Value::Null,
                |amount| json!({"amount": amount, "currency": prop("revenue_currency")}),
            )),
            "revenue_amount" | "revenue_source_amount" => prop("revenue_amount").cloned(),
            "revenue_currency" | "revenue_source_currency" => prop("revenue_currency").cloned(),
            _ => event.get(names::column(field)).cloned(),
        }
    }
}

async fn read_events(store: &Store, period: &Period) -> Vec<Row> {
    let mut rows = store.export_events(period, ExportFormat::Ndjson).unwrap();
    let mut bytes = Vec::new();
    while let Some(piece) = rows.next().await.unwrap() {
        bytes.extend_from_slice(&piece);
    }
    let lines = bytes.split(|byte| *byte == b'\n').filter(|line| !line.is_empty());
    let rows = lines.map(|line| serde_json::from_slice::<Row>(line).unwrap());
    let mut rows: Vec<Row> = rows.filter(|row| row["verdict"] == "human").collect();
    rows.sort_by(|one, other| text(one, "time").cmp(text(other, "time")));
    rows
}

fn text<'a>(row: &'a Row, column: &str) -> &'a str {
    row[column].as_str().unwrap()
}

fn distinct(rows: &[Row], column: &str) -> usize {
    rows.iter().map(|row| text(row, column)).collect::<std::collections::BTreeSet<_>>().len()
}
