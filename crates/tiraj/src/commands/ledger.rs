//! `tiraj ledger`: what was received, and where it is now.

use anyhow::ensure;
use clap::Args;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use serde_json::json;
use tiraj_model::{Clock, SiteName, SystemClock};

use super::folder::FolderArgs;
use super::period::parse_day;
use crate::access::Access;
use crate::ledger::{Grouping, LedgerReport, Window};
use crate::output::{print, print_json, say};

/// Show what was received and where it is now: received = stored + dropped + pending + dead
#[derive(Debug, Args)]
#[command(
    after_help = "Example: tiraj ledger --site news.example --verify\n         tiraj ledger --from 2026-11-01 --to 2026-11-30 --by day --json"
)]
pub(crate) struct Ledger {
    /// The site [default: all, and what belongs to none]
    #[arg(long, value_name = "S")]
    site: Option<SiteName>,

    /// The first day, in the site's time zone, or UTC for all sites [default: today]
    #[arg(long, value_name = "DAY", value_parser = parse_day)]
    from: Option<Date>,

    /// The last day, included [default: today]
    #[arg(long, value_name = "DAY", value_parser = parse_day)]
    to: Option<Date>,

    /// Count the rows that are really stored, too
    #[arg(long)]
    verify: bool,

    /// What a line speaks of
    #[arg(long, value_enum, default_value_t = Grouping::Hour)]
    by: Grouping,

    /// Write JSON
    #[arg(long)]
    json: bool,

    #[command(flatten)]
    folder: FolderArgs,
}

impl Ledger {
    pub(crate) async fn run(self) -> anyhow::Result<()> {
        let settings = self.folder.settings()?;
        let report = Access::during(&settings, async |access| self.read(access).await).await?;
        if self.json {
            print_json(&json!(report));
        } else {
            show(&report);
        }
        ensure!(report.balanced, "the ledger does not balance; see docs/ledger.md for what to do");
        Ok(())
    }

    async fn read(&self, access: &Access) -> anyhow::Result<LedgerReport> {
        let zone = match &self.site {
            Some(name) => access.site(name).await?.zone(),
            None => TimeZone::UTC,
        };
        let window = self.window(&zone, SystemClock.now())?;
        let reading = access.ledger(window, self.verify).await?;
        Ok(LedgerReport::new(reading, self.site.as_ref().map(SiteName::as_str), self.by, &zone))
    }

    fn window(&self, zone: &TimeZone, now: Timestamp) -> anyhow::Result<Window> {
        let today = now.to_zoned(zone.clone()).date();
        let from = self.from.or(self.to).unwrap_or(today);
        let to = self.to.unwrap_or(today.max(from));
        ensure!(from <= to, "--from {from} is after --to {to}");
        let start = from.to_zoned(zone.clone())?.timestamp();
        Ok((start, to.checked_add(1.day())?.to_zoned(zone.clone())?.timestamp()))
    }
}

fn show(report: &LedgerReport) {
    print("time\tsite\treceived\tstored\tdropped\tpending\tdead\tlost\tbalanced");
    for row in &report.rows {
        let account = &row.account;
        let dropped: Vec<String> =
            account.dropped.iter().map(|(reason, count)| format!("{reason} {count}")).collect();
        let dropped = if dropped.is_empty() { "0".to_owned() } else { dropped.join(", ") };
        let site = if row.site.is_empty() { "(none)" } else { &row.site };
        let balanced = if row.balanced { "yes" } else { "NO" };
        print(&format!(
            "{}\t{site}\t{}\t{}\t{dropped}\t{}\t{}\t{}\t{balanced}",
            row.time, account.received, account.stored, account.pending, account.dead, account.lost
        ));
    }
    report.differences.iter().for_each(|finding| print(&finding.to_string()));
    if let Some(trouble) = &report.trouble {
        say(&format!("only what is pending can be shown: {trouble}"));
    }
}
