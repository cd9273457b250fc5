//! `GET /api/v1/stats/ledger`: what was received for a site, and where it is now, minute by minute.

use axum::extract::State;
use axum::response::Response;
use jiff::Timestamp;
use serde::Serialize;
use tiraj_model::Site;
use tiraj_reporting::spreadsheet::{Cell, CellType, Sheet};
use tiraj_store::{Account, Balance};

use super::App;
use super::answer::{Format, Tabular};
use super::query::{Asked, OfDays};
use super::refusal::Refusal;
use crate::DashboardError;

/// The longest stretch of one answer.
const MOST_DAYS: i64 = 35;

/// The answer, as `schemas/stats/ledger.schema.json` describes it.
#[derive(Debug, Serialize)]
struct LedgerAnswer {
    site: String,
    balanced: bool,
    totals: Account,
    rows: Vec<LedgerMinute>,
}

#[derive(Debug, Serialize)]
struct LedgerMinute {
    time: Timestamp,
    #[serde(flatten)]
    account: Account,
    balanced: bool,
}

pub(super) async fn get_ledger(
    State(app): State<App>,
    format: Format,
    Asked(query): Asked<OfDays>,
) -> Result<Response, Refusal> {
    let site = app.site(query.site.as_deref())?;
    let window = query.days(&site, app.dashboard.clock.now(), MOST_DAYS)?.window;
    let balance = app.dashboard.store.balance(window, app.dashboard.intake.as_deref()).await;
    format.answer(&LedgerAnswer::new(&site, balance.map_err(DashboardError::from)?))
}

impl LedgerAnswer {
    fn new(site: &Site, balance: Balance) -> Self {
        let mut totals = Account::default();
        let mut rows = Vec::new();
        for (key, account) in balance.into_iter().filter(|(key, _)| key.site == site.name.as_str()) {
            totals.add(&account);
            let balanced = account.is_balanced();
            rows.push(LedgerMinute { time: key.minute.start(), account, balanced });
        }
        let balanced = rows.iter().all(|row| row.balanced);
        Self { site: site.name.to_string(), balanced, totals, rows }
    }
}

impl Tabular for LedgerAnswer {
    /// A row a minute; each reason that occurs has its column.
    fn table(&self) -> Sheet {
        let count = |name: String| (name, CellType::Count);
        let reasons: Vec<&String> = self.totals.dropped.keys().collect();
        let columns = [("time".to_owned(), CellType::Text)].into_iter();
        let columns = columns.chain(["received", "stored"].map(|name| count(name.to_owned())));
        let columns = columns.chain(reasons.iter().map(|reason| count(format!("dropped_{reason}"))));
        let columns = columns.chain(["pending", "dead", "lost"].map(|name| count(name.to_owned())));
        let mut sheet = Sheet::of(columns.chain([("balanced".to_owned(), CellType::Text)]));
        for LedgerMinute { time, account, balanced } in &self.rows {
            let Account { received, stored, pending, dead, lost, .. } = account;
            let dropped =
                reasons.iter().map(|reason| account.dropped.get(*reason).copied().unwrap_or_default());
            let counts = [*received, *stored].into_iter().chain(dropped).chain([*pending, *dead, *lost]);
            let cells = std::iter::once(Cell::from(time.to_string())).chain(counts.map(Cell::from));
            sheet.row(cells.chain([Cell::from(balanced.to_string())]));
        }
        sheet
    }
}
