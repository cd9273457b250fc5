//! Who asks for figures, and how often.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use axum::extract::{ConnectInfo, FromRequestParts, Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http::request::Parts;
use tiraj_callers::{Rates, is_public, subject_of};
use tiraj_model::{Scope, Site, Token};

use super::App;
use super::bearer::{find_shown, speaks_for};
use super::refusal::Refusal;

/// How many tokens and addresses are remembered; about 100 bytes each.
const CALLERS: usize = 1 << 14;

/// Who asks: the bearer of a token, or anybody.
#[derive(Debug, Clone, Default)]
pub(super) struct Caller(Option<Arc<Token>>);

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

    fn pass(&self, subject: &Subject, now: jiff::Timestamp) -> Result<(), Refusal> {
        if self.per_minute == 0 {
            return Ok(());
        }
        self.rates.take(subject, self.per_minute, now).map_err(|wait| {
            let message = format!("These are more than {} questions a minute; wait.", self.per_minute);
            Refusal::rate_limited(message, wait)
        })
    }
}

impl Caller {
    /// Whether the caller may see a site's figures, as far as a shown token says.
    ///
    /// # Errors
    /// When the token does not speak for the site.
    pub(super) fn check(&self, site: &Site) -> Result<(), Refusal> {
        self.0.as_deref().map_or(Ok(()), |token| speaks_for(token, Scope::Stats, site))
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Caller {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        Ok(parts.extensions.get::<Self>().cloned().unwrap_or_default())
    }
}

/// Recognises the token that a request shows, and refuses who asks too often. Who shows none is anybody; where no proxy is trusted,
/// an inner address may be one that nobody named, or the operator, and has no limit.
pub(super) async fn recognise(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let now = app.dashboard.clock.now();
    let token = match find_shown(request.headers(), &app.dashboard.tokens, Scope::Stats) {
        Ok(token) => token,
        Err(refusal) => return refusal.into_response(),
    };
    let proxies = &app.dashboard.proxies;
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|ConnectInfo(peer)| peer.ip());
    let address = peer.map(|peer| proxies.client(peer, request.headers()));
    let subject = match &token {
        Some(token) => Some(Subject::Token(token.name.as_str().into())),
        None => address
            .filter(|address| !proxies.is_empty() || is_public(*address))
            .map(|address| Subject::Address(subject_of(address))),
    };
    if let Some(Err(refusal)) = subject.map(|subject| app.limit.pass(&subject, now)) {
        return refusal.into_response();
    }
    request.extensions_mut().insert(Caller(token));
    next.run(request).await
}
