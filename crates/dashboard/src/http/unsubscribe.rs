//! `/unsubscribe?token=…`: putting an end to a report that comes by mail.
//!
//! Whoever has the token got the mail, so there is no sign-in. GET changes nothing: programs that look at mails follow its links.
//! POST ends it, from the page's button or by a mail program's own (RFC 8058).

use axum::extract::State;
use axum::response::Html;
use serde::Deserialize;

use super::App;
use super::query::Asked;
use super::refusal::{Code, Refusal};
use crate::publishing::Subscription;
use crate::{DashboardError, page};

/// `?token=…`
#[derive(Debug, Deserialize)]
pub(super) struct OfToken {
    token: String,
}

pub(super) async fn ask(
    State(app): State<App>,
    Asked(query): Asked<OfToken>,
) -> Result<Html<String>, Refusal> {
    show(app.publishing()?.subscription(&query.token), &query.token)
}

pub(super) async fn end(
    State(app): State<App>,
    Asked(query): Asked<OfToken>,
) -> Result<Html<String>, Refusal> {
    let publishing = app.publishing()?;
    let token = query.token.clone();
    let ended = crate::report::compute(move || publishing.unsubscribe(&token).map_err(DashboardError::from));
    show(ended.await?, &query.token)
}

fn show(subscription: Option<Subscription>, token: &str) -> Result<Html<String>, Refusal> {
    let unknown = "This link is not valid any more: the report it came with is not sent to you.";
    let found = subscription.ok_or_else(|| Refusal::new(Code::NotFound, unknown))?;
    Ok(Html(page::unsubscribe(&found, token)))
}
