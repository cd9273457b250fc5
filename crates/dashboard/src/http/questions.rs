//! How often somebody may ask for figures.

use std::net::IpAddr;
use std::sync::Arc;

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use jiff::Timestamp;
use tiraj_callers::{Rates, is_public, subject_of};

use super::App;
use super::asking::Asking;
use super::refusal::Refusal;

/// How many tokens and addresses are remembered; about 100 bytes each.
const CALLERS: usize = 1 << 14;

/// Whose questions are counted together.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Subject {
    Token(Arc<str>),
    Address(IpAddr),
}

/// The limit on the questions of one token or address. Clones count together.
#[derive(Clone)]
pub(super) struct QuestionLimit {
    /// 0 for none.
    per_minute: u32,
    rates: Arc<Rates<Subject>>,
}

impl QuestionLimit {
    pub(super) fn new(per_minute: u32) -> Self {
        let keys = if per_minute == 0 { 0 } else { CALLERS };
        Self { per_minute, rates: Arc::new(Rates::new(keys)) }
    }

    fn pass(&self, subject: &Subject, now: Timestamp) -> Result<(), Refusal> {
        if self.per_minute == 0 {
            return Ok(());
        }
        self.rates.take(subject, self.per_minute, now).map_err(|wait| {
            let message = format!("These are more than {} questions a minute; wait.", self.per_minute);
            Refusal::rate_limited(message, wait)
        })
    }
}

/// Refuses who asks too often. Where no proxy is trusted, an inner address may be one that nobody named, or the operator, and has no
/// limit.
pub(super) async fn limit(
    State(app): State<App>,
    asking: Asking,
    request: Request,
    next: Next,
) -> Result<Response, Refusal> {
    let address = asking.caller.address;
    let subject = match &asking.visitor.token {
        Some(token) => Some(Subject::Token(token.name.as_str().into())),
        None => (!app.dashboard.proxies.is_empty() || is_public(address))
            .then(|| Subject::Address(subject_of(address))),
    };
    if let Some(subject) = subject {
        app.limit.pass(&subject, app.dashboard.clock.now())?;
    }
    Ok(next.run(request).await)
}
