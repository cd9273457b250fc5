//! `/settings`: one's own account, and for owners people, tokens, share links and the audit log. Plain forms, without
//! script.

mod account;
mod audit;
mod links;
mod people;
mod tokens;

pub(super) use account::{get_account, post_end_session, post_password};
pub(super) use audit::get_audit;
pub(super) use links::{get_links, post_link, post_public, post_revoke_link};
pub(super) use people::{get_people, post_invite, post_person, post_remove, post_role};
pub(super) use tokens::{get_tokens, post_revoke_token, post_token};

use http::{HeaderMap, header};
use tiraj_model::{Role, Site, SiteName};
use tiraj_people::{Done, Order, Person};

use super::asking::Asking;
use super::forms::Fields;
use super::refusal::{Code, Refusal};
use super::{App, blocking};
use crate::page::{Notice, Tabs};

impl App {
    /// Carries out an order of who is signed in.
    async fn obey(&self, asking: &Asking, order: Order) -> Result<Done, Refusal> {
        let (people, by) = (self.dashboard.people.clone(), asking.by()?);
        blocking(move || people.obey(order, &by)).await
    }

    /// The sites on which somebody owns, or where `edits`, edits as well.
    fn own_sites(&self, person: &Person, edits: bool) -> Vec<Site> {
        let may = |site: &Site| match person.role_on(&site.name) {
            Some(Role::Owner) => true,
            Some(Role::Editor) => edits,
            _ => false,
        };
        self.dashboard.sites.all().into_iter().filter(may).collect()
    }

    /// The site of a field, if it is registered.
    fn site_of(&self, name: &str) -> Result<Site, Refusal> {
        let known = self.dashboard.sites.get(name);
        let unknown = || Refusal::new(Code::UnknownSite, "There is no such site here.");
        known.map(|site| Site::clone(&site)).ok_or_else(unknown)
    }

    /// The sites of a field; none mean all.
    fn sites_of(&self, fields: &Fields) -> Result<Vec<SiteName>, Refusal> {
        let mut sites = Vec::new();
        for name in fields.list("site") {
            // The choice “all sites” is one of its values.
            if name == "*" {
                return Ok(Vec::new());
            }
            sites.push(self.site_of(name)?.name);
        }
        if sites.is_empty() {
            return Err(Refusal::new(Code::MalformedRequest, "Choose a site."));
        }
        Ok(sites)
    }
}

/// Which pages of the settings somebody has.
fn tabs(person: &Person, current: &'static str) -> Tabs {
    let edits = person
        .sites
        .values()
        .chain(&person.everywhere)
        .any(|role| matches!(role, Role::Owner | Role::Editor));
    Tabs { current, owns: person.owns_any(), edits, administers: person.owns_all() }
}

/// An address that somebody is given to pass on, once. Its host is the one by which the browser came.
fn address_to_give(asking: &Asking, headers: &HeaderMap, path: &str) -> String {
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    let scheme = if asking.caller.is_secure { "https" } else { "http" };
    format!("{scheme}://{host}{path}")
}

/// What a page tells of what was just done.
fn told(text: impl Into<String>) -> Notice {
    Notice { text: text.into(), secret: None, is_trouble: false }
}

/// The same with a secret that is shown this once.
fn told_with(text: impl Into<String>, secret: String) -> Notice {
    Notice { secret: Some(secret), ..told(text) }
}

/// What a page tells of why it was not done; what is the server's trouble is told on a page of its own.
fn trouble(refusal: Refusal) -> Result<Notice, Refusal> {
    if refusal.is_of_server() {
        return Err(refusal);
    }
    Ok(Notice { is_trouble: true, ..told(refusal.message()) })
}
