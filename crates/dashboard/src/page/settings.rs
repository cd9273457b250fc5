//! The settings: what is known of people, tokens and links, as rows.

use askama::Template;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use tiraj_model::{Role, Scope, Site, Token};
use tiraj_people::{Entry, Person, Session, ShareLink};

use super::access::written;
use crate::DashboardError;
use crate::http::Refusal;

/// Which pages of the settings somebody has, and on which one is.
pub(crate) struct Tabs {
    pub(crate) current: &'static str,
    pub(crate) owns: bool,
    pub(crate) edits: bool,
    pub(crate) administers: bool,
}

/// What was just done, or why not.
pub(crate) struct Notice {
    pub(crate) text: String,
    /// What is shown this once.
    pub(crate) secret: Option<String>,
    pub(crate) is_trouble: bool,
}

#[derive(Template)]
#[template(path = "dashboard/settings/account.html")]
pub(crate) struct Account<'a> {
    pub(crate) tabs: Tabs,
    pub(crate) notice: Option<Notice>,
    pub(crate) form_token: String,
    pub(crate) person: &'a Person,
    pub(crate) roles: String,
    pub(crate) sessions: Vec<Row>,
}

#[derive(Template)]
#[template(path = "dashboard/settings/people.html")]
pub(crate) struct People<'a> {
    pub(crate) tabs: Tabs,
    pub(crate) notice: Option<Notice>,
    pub(crate) form_token: String,
    pub(crate) people: Vec<Colleague>,
    /// On which roles may be given.
    pub(crate) sites: Vec<Site>,
    pub(crate) owns_all: bool,
    pub(crate) roles: &'a [Role],
    pub(crate) sessions: Vec<Row>,
}

#[derive(Template)]
#[template(path = "dashboard/settings/tokens.html")]
pub(crate) struct Tokens<'a> {
    pub(crate) tabs: Tabs,
    pub(crate) notice: Option<Notice>,
    pub(crate) form_token: String,
    pub(crate) tokens: Vec<TokenRow>,
    pub(crate) sites: Vec<Site>,
    pub(crate) owns_all: bool,
    pub(crate) scopes: &'a [Scope],
}

#[derive(Template)]
#[template(path = "dashboard/settings/links.html")]
pub(crate) struct Links<'a> {
    pub(crate) tabs: Tabs,
    pub(crate) notice: Option<Notice>,
    pub(crate) form_token: String,
    pub(crate) links: Vec<LinkRow>,
    pub(crate) sites: &'a [Site],
    /// Those that may be opened to everybody.
    pub(crate) owned: &'a [Site],
}

#[derive(Template)]
#[template(path = "dashboard/settings/audit.html")]
pub(crate) struct Audit {
    pub(crate) tabs: Tabs,
    pub(crate) lines: Vec<AuditRow>,
}

written!(Account, People, Tokens, Links);

impl Audit {
    /// The page.
    pub(crate) fn html(&self) -> Result<String, Refusal> {
        Ok(self.render().map_err(DashboardError::from)?)
    }
}

/// A session.
pub(crate) struct Row {
    id: String,
    email: String,
    device: String,
    since: String,
    used: String,
    /// Whether it is the one in which the page is seen.
    is_this: bool,
}

impl Row {
    pub(crate) fn session(session: &Session, own: Option<&str>) -> Self {
        let id = session.id();
        Self {
            is_this: own == Some(&*id),
            id,
            email: session.email.to_string(),
            device: session.device.clone(),
            since: moment(session.created_at),
            used: moment(session.used_at),
        }
    }
}

/// Somebody about whom the reader of the page decides.
pub(crate) struct Colleague {
    email: String,
    name: String,
    byline: String,
    roles: String,
    /// Whether a password was chosen.
    is_in: bool,
}

impl Colleague {
    pub(crate) fn of(person: &Person) -> Self {
        Self {
            email: person.email.to_string(),
            name: person.name.clone(),
            byline: person.byline.clone(),
            roles: roles(person),
            is_in: person.password.is_some(),
        }
    }
}

/// What somebody is, and where.
pub(crate) fn roles(person: &Person) -> String {
    let everywhere = person.everywhere.map(|role| {
        let where_ = if person.sites.is_empty() { "all sites" } else { "all other sites" };
        format!("{role} of {where_}")
    });
    let single = person.sites.iter().map(|(site, role)| format!("{role} of {site}"));
    let all: Vec<String> = single.chain(everywhere).collect();
    if all.is_empty() { "no role".to_owned() } else { all.join(", ") }
}

/// A token.
pub(crate) struct TokenRow {
    name: String,
    sites: String,
    scopes: String,
    made: String,
}

impl TokenRow {
    pub(crate) fn of(token: &Token) -> Self {
        let sites: Vec<&str> = token.sites.iter().map(tiraj_model::SiteName::as_str).collect();
        let scopes: Vec<&str> = token.scopes.iter().map(|scope| scope.as_str()).collect();
        Self {
            name: token.name.clone(),
            sites: if sites.is_empty() { "all sites".to_owned() } else { sites.join(", ") },
            scopes: scopes.join(", "),
            made: moment(token.created_at),
        }
    }
}

/// A share link.
pub(crate) struct LinkRow {
    id: String,
    site: String,
    name: String,
    has_password: bool,
    until: String,
    made: String,
}

impl LinkRow {
    pub(crate) fn of(link: &ShareLink, site: &Site) -> Self {
        // It ends with a day, so that day is the last.
        let last =
            |until: Timestamp| (until - jiff::SignedDuration::from_secs(1)).to_zoned(site.zone()).date();
        let by = link.made_by.as_ref().map_or_else(|| "at the machine".to_owned(), ToString::to_string);
        Self {
            id: link.id(),
            site: link.site.to_string(),
            name: link.name.clone(),
            has_password: link.password.is_some(),
            until: link.until.map_or_else(|| "revoked".to_owned(), |until| last(until).to_string()),
            made: format!("{by}, {}", moment(link.created_at)),
        }
    }
}

/// A line of the audit log.
pub(crate) struct AuditRow {
    at: String,
    who: String,
    act: &'static str,
    what: String,
    from: String,
}

impl AuditRow {
    pub(crate) fn of(entry: &Entry) -> Self {
        Self {
            at: entry.at.to_zoned(TimeZone::UTC).strftime("%Y-%m-%d %H:%M:%S").to_string(),
            who: entry.who.to_string(),
            act: entry.act.in_words(),
            what: entry.what.clone(),
            from: entry.from.map_or_else(String::new, |address| address.to_string()),
        }
    }
}

/// A moment, as lists of several zones show it.
fn moment(at: Timestamp) -> String {
    at.to_zoned(TimeZone::UTC).strftime("%Y-%m-%d %H:%M UTC").to_string()
}
