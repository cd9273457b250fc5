//! Days as arguments: `--from 2026-11-01 --to 2026-11-07`, both included, in the site's zone.

use clap::Args;
use jiff::civil::{Date, date};
use jiff::{Timestamp, ToSpan};
use tiraj_model::Site;
use tiraj_store::Period;

/// The days within which the store holds times.
const FIRST: Date = date(1900, 1, 2);
const LAST: Date = date(2299, 12, 30);

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

/// A range of days of which either end may be left open.
#[derive(Debug, Clone, Copy, Args)]
pub(crate) struct OpenPeriodArgs {
    /// The first day, in the site's time zone [default: the first there is]
    #[arg(long, value_name = "DAY", value_parser = parse_day)]
    from: Option<Date>,

    /// The last day, included [default: the last there is]
    #[arg(long, value_name = "DAY", value_parser = parse_day)]
    to: Option<Date>,
}

impl OpenPeriodArgs {
    /// The first moment of the period in a site's zone, and the moment after its last.
    pub(crate) fn of(self, site: &Site) -> anyhow::Result<(Timestamp, Timestamp)> {
        let (from, to) = (self.from.unwrap_or(FIRST), self.to.unwrap_or(LAST));
        anyhow::ensure!(from <= to, "--from {from} is after --to {to}");
        let zone = site.zone();
        let start = from.to_zoned(zone.clone())?.timestamp();
        Ok((start, to.checked_add(1.day())?.to_zoned(zone)?.timestamp()))
    }
}

pub(super) fn parse_day(text: &str) -> Result<Date, String> {
    text.parse().map_err(|_| "write a day as 2026-11-23".to_owned())
}
