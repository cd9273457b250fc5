//! Who sent a request, read off its connection and headers.

use std::net::{IpAddr, SocketAddr};

use axum::extract::{ConnectInfo, FromRequestParts};
use http::request::Parts;
use http::{HeaderMap, header};
use tiraj_model::{DropReason, Scope};

use super::App;
use super::error::ApiError;
use super::token::find_trust;
use crate::admission::{Sender, Trust};

/// The sender of a request that brings events. One that sends too many is refused before its body is read.
pub(super) struct Visitor(pub(super) Sender);

impl FromRequestParts<App> for Visitor {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, ApiError> {
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|ConnectInfo(peer)| peer.ip());
        Self::read(&parts.headers, peer, app)
    }
}

impl Visitor {
    /// Who sent a request with these headers over a connection from `peer`.
    ///
    /// # Errors
    /// When it sends too many.
    pub(super) fn read(headers: &HeaderMap, peer: Option<IpAddr>, app: &App) -> Result<Self, ApiError> {
        let sender = Sender {
            ip: peer.map(|peer| app.options.proxies.client(peer, headers)),
            user_agent: Some(text(headers, &header::USER_AGENT)),
            languages: text(headers, &header::ACCEPT_LANGUAGE),
            origin: text(headers, &header::ORIGIN),
            received_at: app.collector.clock().now(),
            unlinked: asks_for(headers, "sec-gpc") || asks_for(headers, "dnt"),
            trust: Trust::Stranger,
        };
        // Where a token does not count, its refusal is the endpoint's to say; for the limit it is none.
        if !find_trust(headers, &app.options.tokens, Scope::Events)
            .is_ok_and(|trust| trust != Trust::Stranger)
        {
            app.address_limit.pass(&sender).inspect_err(|_| {
                app.refusal_log.note(sender.received_at);
                app.collector.refuse(None, DropReason::RateLimited, sender.received_at);
            })?;
        }
        Ok(Self(sender))
    }
}

fn asks_for(headers: &HeaderMap, name: &str) -> bool {
    headers.get(name).is_some_and(|value| value.as_bytes().trim_ascii() == b"1")
}

/// A header's text; empty where it is absent.
pub(super) fn text(headers: &HeaderMap, name: &http::HeaderName) -> String {
    headers.get(name).map_or_else(String::new, |value| String::from_utf8_lossy(value.as_bytes()).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn readers_ask_not_to_be_linked_with_a_one() {
        for (value, asks) in [("1", true), (" 1 ", true), ("0", false), ("", false), ("true", false)] {
            let headers = HeaderMap::from_iter([(header::DNT, value.parse().unwrap())]);
            assert_eq!(asks_for(&headers, "dnt"), asks, "{value:?}");
        }
        assert!(!asks_for(&HeaderMap::new(), "sec-gpc"));
    }

    #[test]
    fn a_user_agent_in_broken_utf8_is_still_one() {
        let value = http::HeaderValue::from_bytes(b"x\xFF").unwrap();
        let headers = HeaderMap::from_iter([(header::USER_AGENT, value)]);
        assert_eq!(text(&headers, &header::USER_AGENT), "x\u{FFFD}");
    }
}
