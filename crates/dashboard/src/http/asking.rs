//! Who asks: found from the cookies or the token of a request, once, before any handler runs.

use std::sync::Arc;

use axum::extract::FromRequestParts;
use http::request::Parts;
use tiraj_model::{Language, Site};
use tiraj_people::{By, Email, Person, Session, ShareLink, Visitor};
use url::form_urlencoded;

use super::App;
use super::bearer::shown_token;
use super::caller::Caller;
use super::cookies::Cookie;
use super::refusal::{Code, Refusal};
use super::{forms, language};
use crate::page::Around;

/// Who asks, and from where.
#[derive(Clone)]
pub(super) struct Asking {
    pub(super) visitor: Visitor,
    pub(super) caller: Caller,
    /// The session, where one lasts.
    pub(super) session: Option<Session>,
    /// Whether the page hangs on a wall.
    is_on_wall: bool,
    /// The language of pages that are in every language.
    pub(super) language: Language,
    /// The secret that the browser holds: of the session, or of forms before there is one.
    secret: Option<Arc<str>>,
}

impl Asking {
    /// Finds out who asks. A token that is shown decides alone.
    pub(super) fn of(parts: &Parts, app: &App) -> Result<Self, Refusal> {
        let dashboard = &app.dashboard;
        let caller = Caller::of(parts, &dashboard.proxies);
        let is_on_wall = form_urlencoded::parse(parts.uri.query().unwrap_or_default().as_bytes())
            .any(|(name, value)| name == "wall" && value == "1");
        let language = language::of(parts, caller.is_secure);
        let mut visitor = Visitor { unguarded: !dashboard.asks_to_sign_in, ..Visitor::default() };
        if let Some(token) = shown_token(&parts.headers, &dashboard.tokens)? {
            visitor.token = Some(token);
            return Ok(Self { visitor, caller, session: None, is_on_wall, language, secret: None });
        }
        let read = |cookie: Cookie| cookie.read(&parts.headers, caller.is_secure);
        let found =
            read(Cookie::Session).and_then(|secret| Some((secret, dashboard.people.session(secret)?)));
        visitor.guest = read(Cookie::Guest).and_then(|shown| guest(app, shown)).map(Arc::new);
        let (session, secret) = match found {
            Some((secret, (person, session))) => {
                visitor.person = Some(person);
                (Some(session), Some(secret))
            }
            None => (None, read(Cookie::Form)),
        };
        Ok(Self { visitor, caller, session, is_on_wall, language, secret: secret.map(Into::into) })
    }

    /// The person, where the route is for persons only.
    pub(super) fn person(&self) -> Result<&Person, Refusal> {
        let person = self.visitor.person.as_deref();
        person.ok_or_else(|| Refusal::new(Code::Unauthorized, "Sign in first."))
    }

    /// Who acts, as the log names it.
    pub(super) fn by(&self) -> Result<By, Refusal> {
        Ok(self.by_of(self.person()?.email.clone()))
    }

    /// The same for somebody who is not signed in yet.
    pub(super) fn by_of(&self, email: Email) -> By {
        By::person(email, self.caller.address)
    }

    /// The secret that the browser holds.
    pub(super) fn secret(&self) -> Option<&str> {
        self.secret.as_deref()
    }

    /// The token of forms for who asks; empty where the browser holds no secret yet.
    pub(super) fn form_token(&self) -> String {
        self.secret().map(forms::token_of).unwrap_or_default()
    }

    /// The same browser once it holds a secret.
    pub(super) fn holding(self, secret: &str) -> Self {
        Self { secret: Some(secret.into()), ..self }
    }

    /// What stands around a page for who asks, of all sites.
    pub(super) fn around(&self, sites: Vec<Site>) -> Around {
        Around { sites: self.visible(sites), is_on_wall: self.is_on_wall, language: self.language }
    }

    /// Those of the sites that the visitor may see anything of.
    pub(super) fn visible(&self, sites: Vec<Site>) -> Vec<Site> {
        sites.into_iter().filter(|site| self.visitor.sees(site)).collect()
    }
}

/// The link whose secret a cookie holds, if its password, where it has one, was given.
fn guest(app: &App, shown: &str) -> Option<ShareLink> {
    let (secret, proof) = shown.split_once('.')?;
    app.dashboard.people.link(secret).filter(|link| link.proof(secret) == proof)
}

impl<S: Send + Sync> FromRequestParts<S> for Asking {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Refusal> {
        let found = parts.extensions.get::<Self>().cloned();
        found.ok_or_else(|| Refusal::new(Code::Forbidden, "Nobody was let in here."))
    }
}
