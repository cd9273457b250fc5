//! `tiraj deliver list` and `log`.

use clap::Args;
use serde_json::{Value, json};
use tiraj_model::{Clock, SiteName, SystemClock};

use super::FolderArgs;
use crate::access::Access;
use crate::delivering::{Delivery, Schedule};
use crate::output::{print, print_json, say};

/// List the schedules: name, site, when, next time, recipients
#[derive(Debug, Args)]
#[command(after_help = "Example: tiraj deliver list --json")]
pub(crate) struct List {
    /// Write JSON
    #[arg(long)]
    json: bool,

    #[command(flatten)]
    pub(super) folder: FolderArgs,
}

/// Show what became of deliveries, the newest first: when, state, attempts, schedule, week, way, to whom, and why it failed
#[derive(Debug, Args)]
#[command(after_help = "Example: tiraj deliver log --site news.example --limit 20")]
pub(crate) struct Log {
    /// Only of this site
    #[arg(long, value_name = "S")]
    site: Option<SiteName>,

    /// How many at most
    #[arg(long, value_name = "N", default_value_t = 50)]
    limit: usize,

    /// Write JSON
    #[arg(long)]
    json: bool,

    #[command(flatten)]
    pub(super) folder: FolderArgs,
}

impl List {
    pub(super) async fn apply(self, access: &Access) -> anyhow::Result<()> {
        let known = access.deliveries().await?;
        let now = SystemClock.now();
        let next = |schedule: &Schedule| schedule.when.next(now, &schedule.zone());
        if self.json {
            let all: Vec<Value> = known
                .schedules
                .iter()
                .map(|schedule| {
                    let mut shown = json!(schedule);
                    shown["next"] = json!(next(schedule));
                    shown
                })
                .collect();
            print_json(&json!({"held": known.held, "schedules": all}));
            return Ok(());
        }
        for schedule in &known.schedules {
            let to: Vec<String> = schedule
                .recipients
                .iter()
                .map(|one| match one.unsubscribed_at {
                    Some(_) => format!("{} (unsubscribed)", one.address),
                    None => one.address.to_string(),
                })
                .collect();
            let next = next(schedule).map_or_else(|| "never".to_owned(), |next| next.to_string());
            let Schedule { name, site, when, zone, .. } = schedule;
            print(&format!("{name}\t{site}\t{when} {zone}\t{next}\t{}", to.join(", ")));
        }
        if known.held {
            say("nothing is delivered by itself until `tiraj deliver resume`");
        }
        Ok(())
    }
}

impl Log {
    pub(super) async fn apply(self, access: &Access) -> anyhow::Result<()> {
        let mut log = access.deliveries().await?.log;
        log.reverse();
        log.retain(|delivery| self.site.as_ref().is_none_or(|site| delivery.identity.site == *site));
        log.truncate(self.limit);
        print_deliveries(&log, self.json);
        Ok(())
    }
}

/// Prints deliveries, of webhooks the host alone.
pub(super) fn print_deliveries(deliveries: &[Delivery], as_json: bool) {
    if as_json {
        print_json(&deliveries.iter().map(describe).collect());
        return;
    }
    for Delivery { identity, state, attempts, changed_at, reason, .. } in deliveries {
        let (schedule, week, address) = (&identity.schedule, &identity.week, &identity.address);
        let (state, way) = (state.as_str(), address.way());
        print(&format!("{changed_at}\t{state}\t{attempts}\t{schedule}\t{week}\t{way}\t{address}\t{reason}"));
    }
}

fn describe(delivery: &Delivery) -> Value {
    let Delivery { identity, state, attempts, begun_at, changed_at, next_at, reason, .. } = delivery;
    json!({
        "schedule": identity.schedule, "site": identity.site, "week": identity.week, "way": identity.address.way(),
        "to": identity.address.to_string(), "id": identity.digits(), "state": state, "attempts": attempts, "begun_at": begun_at,
        "changed_at": changed_at, "next_at": next_at, "reason": reason,
    })
}
