//! `GET /api/v1/stats/ledger`: what was received for a site, and where it is now, minute by minute.

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, HeaderValue, header};
use jiff::Timestamp;
use serde::Serialize;
use tiraj_model::Site;
use tiraj_store::{Account, Balance};

use super::App;
use super::query::{Asked, OfDays};
use super::refusal::Refusal;
use crate::DashboardError;

/// The longest stretch of one answer.
const MOST_DAYS: i64 = 35;

const CSV: HeaderValue = HeaderValue::from_static("text/csv; charset=utf-8");

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
    Asked(query): Asked<OfDays>,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    let site = app.site(query.site.as_deref())?;
    let window = query.days(&site, app.dashboard.clock.now(), MOST_DAYS)?.window;
    let balance = app.dashboard.store.balance(window, app.dashboard.intake.as_deref()).await;
    let answer = LedgerAnswer::new(&site, balance.map_err(DashboardError::from)?);
    Ok(if wants_csv(&headers) {
        ([(header::CONTENT_TYPE, CSV)], answer.to_csv()).into_response()
    } else {
        Json(answer).into_response()
    })
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

    /// A line a minute; each reason that occurs has its column.
    fn to_csv(&self) -> String {
        let reasons: Vec<&str> = self.totals.dropped.keys().map(String::as_str).collect();
        let mut csv = String::from("time,received,stored");
        reasons.iter().for_each(|reason| csv.extend([",dropped_", *reason]));
        csv.push_str(",pending,dead,lost,balanced\n");
        for LedgerMinute { time, account, balanced } in &self.rows {
            csv.push_str(&format!("{time},{},{}", account.received, account.stored));
            for reason in &reasons {
                let count = account.dropped.get(*reason).copied().unwrap_or_default();
                csv.push_str(&format!(",{count}"));
            }
            let Account { pending, dead, lost, .. } = account;
            csv.push_str(&format!(",{pending},{dead},{lost},{balanced}\n"));
        }
        csv
    }
}

/// Whether CSV is asked for, by its name: browsers, which take anything, get JSON.
fn wants_csv(headers: &HeaderMap) -> bool {
    let accepted = headers.get_all(header::ACCEPT).iter().filter_map(|value| value.to_str().ok());
    accepted
        .flat_map(|value| value.split(','))
        .any(|part| part.split(';').next().is_some_and(|media| media.trim().eq_ignore_ascii_case("text/csv")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn csv_is_given_to_who_names_it() {
        for (accept, expected) in [("text/csv", true), ("text/html, text/csv;q=0.5", true), ("*/*", false)] {
            let headers = HeaderMap::from_iter([(header::ACCEPT, accept.parse().unwrap())]);
            assert_eq!(wants_csv(&headers), expected, "{accept}");
        }
    }
}
