//! Pages as HTML. The templates escape every text; only charts, which escape their own, go in as they are.

mod access;
mod article;
mod chrome;
mod days;
mod overview;
mod own;
mod pieces;
mod quality;
pub(crate) mod reports;
mod settings;
mod stories;
mod trends;

use askama::Template;

pub(crate) use access::{Guest, SignIn, Welcome};
pub(crate) use article::article;
pub(crate) use chrome::Around;
pub(crate) use days::{origins, scope};
pub(crate) use overview::overview;
pub(crate) use own::Own;
pub(crate) use quality::quality;
pub(crate) use settings::{
    Account, Audit, AuditRow, Colleague, LinkRow, Links, Notice, People, Row, Tabs, TokenRow, Tokens, roles,
};
pub(crate) use stories::stories;
pub(crate) use trends::trends;

use crate::publishing::Subscription;

#[derive(Template)]
#[template(path = "dashboard/no_sites.html")]
struct NoSites;

#[derive(Template)]
#[template(path = "dashboard/refusal.html")]
struct RefusalPage<'a> {
    title: &'a str,
    message: &'a str,
    request_id: &'a str,
}

#[derive(Template)]
#[template(path = "dashboard/unsubscribe.html")]
struct UnsubscribePage<'a> {
    subscription: &'a Subscription,
    token: &'a str,
}

/// The end of what somebody gets: asked for, or done.
pub(crate) fn unsubscribe(subscription: &Subscription, token: &str) -> String {
    UnsubscribePage { subscription, token }.render().expect("a template of two texts cannot fail")
}

/// What an editor sees before the first site is there.
pub(crate) fn no_sites() -> String {
    NoSites.render().expect("a template of fixed text cannot fail")
}

/// Why a request was refused.
pub(crate) fn refusal(title: &str, message: &str, request_id: &str) -> String {
    RefusalPage { title, message, request_id }.render().expect("a template of three texts cannot fail")
}
