//! What the database tells.

use jiff::{SignedDuration, Timestamp};
use tiraj_model::{Clock, SystemClock};
use tiraj_store::{Condition, Store, TableFootprint, Target};

use super::Finding;
use crate::control::Client;
use crate::node::server_store;
use crate::output::one_line;
use crate::settings::Settings;

/// A month of a table in more parts is not merged as fast as it is written; ClickHouse slows inserts down from 1,000 on.
const MANY_PARTS: u64 = 300;

/// Clocks that are further apart confuse which minute an event came in, and the shared salts; see docs/operating.md.
const SKEW: SignedDuration = SignedDuration::from_secs(2);

/// A database with less of its disk free cannot merge large parts.
const SCARCE: f64 = 0.1;

pub(super) async fn examine(settings: &Settings, running: Option<&Client>) -> Vec<Finding> {
    let store = match (running, &settings.clickhouse) {
        (_, Some(server)) => server_store(server, &settings.database, "doctor"),
        (Some(client), None) => {
            let target = Target::Socket(client.socket().to_owned());
            Store::connect(target, &client.owner().database, "doctor")
        }
        (None, None) => {
            return vec![Finding::fine("store", "the embedded engine opens with `tiraj serve`")];
        }
    };
    match answer_of(&store).await {
        Ok(words) => {
            let mut findings = vec![Finding::fine("store", words)];
            findings.extend(match store.condition().await {
                Ok(condition) => examine_condition(&condition, SystemClock.now()),
                Err(error) => vec![Finding::bad("store's condition", one_line(&error.into()))],
            });
            findings
        }
        Err(words) => vec![Finding::bad("store", words)],
    }
}

async fn answer_of(store: &Store) -> Result<String, String> {
    let plan = async {
        store.ping().await?;
        store.plan_migrations().await
    };
    match plan.await {
        Ok(plan) if plan.pending.is_empty() => {
            let size = store.footprint().await.map(|tables| size_of_events(&tables)).unwrap_or_default();
            Ok(format!("answers; {} migrations are applied{size}", plan.applied))
        }
        Ok(plan) => Err(format!("{} migrations are missing; run `tiraj migrate`", plan.pending.len())),
        Err(error) => Err(one_line(&error.into())),
    }
}

/// What the events take on disk.
fn size_of_events(tables: &[TableFootprint]) -> String {
    let events = tables.iter().find(|table| table.table == "events" && table.rows > 0);
    events.map_or_else(String::new, |events| {
        let each = events.bytes as f64 / events.rows as f64;
        format!("; {} events, {each:.1} bytes each, in {} parts", events.rows, events.parts)
    })
}

fn examine_condition(condition: &Condition, now: Timestamp) -> Vec<Finding> {
    let Condition { parts, table, free, remembered, version, .. } = condition;
    let merges = if *parts > MANY_PARTS {
        let mend = "merges do not keep up; give the server processor time, or a larger background_pool_size";
        Finding::bad("merges", format!("a month of `{table}` lies in {parts} parts; {mend}"))
    } else {
        Finding::fine("merges", format!("a month of a table lies in {parts} parts at most"))
    };
    let repeats = if *remembered == 0 {
        let mend = "run `ALTER TABLE events MODIFY SETTING non_replicated_deduplication_window = 10000`";
        Finding::bad(
            "repeats",
            format!("the table of events does not know a batch that is sent again; {mend}"),
        )
    } else {
        Finding::fine("repeats", "the table of events knows a batch that is sent again")
    };
    let disk = if *free < SCARCE {
        let mend = "make room, or shorten what is kept with `tiraj site set --keep-days`";
        Finding::bad("store's disk", format!("only {:.0} % are free; {mend}", free * 100.0))
    } else {
        Finding::fine("store's disk", format!("{:.0} % are free; ClickHouse {version}", free * 100.0))
    };
    vec![merges, repeats, disk, examine_clock(condition.now(), now)]
}

fn examine_clock(theirs: Option<Timestamp>, ours: Timestamp) -> Finding {
    let what = "clocks";
    match theirs.map(|theirs| theirs.duration_since(ours)) {
        Some(skew) if skew.abs() <= SKEW => Finding::fine(what, "this machine and the database agree"),
        Some(skew) => {
            let words = format!("the database is {:.0} seconds off this machine", skew.as_secs_f64());
            Finding::bad(what, format!("{words}; have both keep time by NTP"))
        }
        None => Finding::bad(what, "the database tells no time that can be; mend its clock"),
    }
}

#[cfg(test)]
mod tests {
    use super::super::Verdict;
    use super::*;

    fn condition(now: Timestamp, parts: u64, free: f64, remembered: u64) -> Condition {
        let told = serde_json::json!({
            "now": now.as_millisecond(), "parts": parts, "table": "events", "free": free, "remembered": remembered,
            "version": "26.7",
        });
        serde_json::from_value(told).unwrap()
    }

    #[test]
    fn each_fault_of_a_database_is_found_and_comes_with_its_mend() {
        let now: Timestamp = "2026-11-23T09:00:00Z".parse().unwrap();
        let bad = |condition: &Condition| {
            let found = examine_condition(condition, now);
            let bad: Vec<Finding> = found.into_iter().filter(|one| one.verdict == Verdict::Bad).collect();
            bad.iter().map(|finding| format!("{}: {}", finding.what, finding.message)).collect::<Vec<_>>()
        };
        assert!(bad(&condition(now, 300, 0.1, 10_000)).is_empty());
        let late = now - SignedDuration::from_secs(90);
        let found = bad(&condition(late, 301, 0.09, 0));
        let expected =
            ["`events` lies in 301 parts", "ALTER TABLE events", "only 9 % are free", "-90 seconds"];
        assert_eq!(found.len(), expected.len(), "{found:?}");
        for (finding, words) in found.iter().zip(expected) {
            assert!(finding.contains(words), "{finding}");
        }
    }
}
