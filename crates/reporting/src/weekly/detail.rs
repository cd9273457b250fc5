//! Views, readers and shares hour by hour and day by day, as the store counted them.
//!
//! Readers cannot be summed over hours or articles, so each row's were counted for that row.

use jiff::civil::DateTime;
use serde::Serialize;

use crate::ReportError;
use crate::frame::Kind::{Count, Moment, Text};
use crate::frame::{self, Layout};
use crate::sums;
use crate::window::Window;

const DETAIL: Layout = Layout {
    name: "detail",
    columns: &[
        ("scope", Text),
        ("key", Text),
        ("grain", Text),
        ("start", Moment),
        ("views", Count),
        ("readers", Count),
        ("shares", Count),
    ],
};

/// The figures of the site, a section or an article in one hour or one day of the week.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DetailRow {
    /// `site`, `section` or `article`.
    pub scope: String,
    /// The section's name or the article's path; empty for the site.
    pub key: String,
    /// `hour` or `day`.
    pub grain: String,
    /// Its beginning, in the site's zone.
    pub start: DateTime,
    /// Page views.
    pub views: u64,
    /// Distinct visitors.
    pub readers: u64,
    /// Shares.
    pub shares: u64,
}

pub(super) fn rows(bytes: &[u8], window: &Window) -> Result<Vec<DetailRow>, ReportError> {
    let frame = frame::read(&DETAIL, bytes)?;
    let starts = sums::times(&frame, "start")?;
    let rows = sums::rows(&frame, ["scope", "key", "grain"], ["views", "readers", "shares"])?;
    let row = |(([scope, key, grain], [views, readers, shares]), start): (([String; 3], [u64; 3]), i64)| {
        let start = jiff::Timestamp::from_millisecond(start).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
        DetailRow { scope, key, grain, start: window.local(start).datetime(), views, readers, shares }
    };
    Ok(rows.into_iter().zip(starts).map(row).collect())
}
