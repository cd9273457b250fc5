//! Days as arguments: `--from 2026-11-01 --to 2026-11-07`, both included, in the site's zone.

use clap::Args;
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};
use tiraj_model::Site;
use tiraj_store::Period;

/// A range of days.
#[derive(Debug, Clone, Copy, Args)]
pub(crate) struct PeriodArgs {
    /// The first day, in the site's time zone
    #[arg(long, value_name = "DAY", value_parser = parse_day)]
    from: Date,

    /// The last day, included
    #[arg(long, value_name = "DAY", value_parser = parse_day)]
    to: Date,
}

impl PeriodArgs {
    /// The period of a site, seen at `now`.
    pub(crate) fn of(self, site: &Site, now: Timestamp) -> anyhow::Result<Period> {
        anyhow::ensure!(self.from <= self.to, "--from {} is after --to {}", self.from, self.to);
        let zone = site.zone();
        let start = self.from.to_zoned(zone.clone())?.timestamp();
        let end = self.to.checked_add(1.day())?.to_zoned(zone)?.timestamp();
        Ok(Period::new(site, start, end, now))
    }
}

fn parse_day(text: &str) -> Result<Date, String> {
    text.parse().map_err(|_| "write a day as 2026-11-23".to_owned())
}
