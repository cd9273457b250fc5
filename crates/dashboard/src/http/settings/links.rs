//! Share links, and whether a site's pages are open to everybody.

use axum::extract::State;
use axum::response::Response;
use http::{HeaderMap, StatusCode};
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};
use tiraj_model::Site;
use tiraj_people::{Order, PasswordHash};

use super::{address_to_give, tabs, told, told_with, trouble};
use crate::http::asking::Asking;
use crate::http::forms::Fields;
use crate::http::refusal::{Code, Refusal};
use crate::http::{App, changing, shown};
use crate::page::{self, Notice};

pub(in crate::http) async fn get_links(State(app): State<App>, asking: Asking) -> Result<Response, Refusal> {
    write(&app, &asking, None)
}

/// Makes a link, and shows it this once.
pub(in crate::http) async fn post_link(
    State(app): State<App>,
    asking: Asking,
    headers: HeaderMap,
    fields: Fields,
) -> Result<Response, Refusal> {
    let notice = match app.make_link(&asking, &fields).await {
        Ok(secret) => told_with(
            "The link is made. It is shown this once, and only a digest of it is kept:",
            address_to_give(&asking, &headers, &format!("/s/{secret}")),
        ),
        Err(refusal) => trouble(refusal)?,
    };
    write(&app, &asking, Some(notice))
}

/// Revokes a link; who came by it is out at once.
pub(in crate::http) async fn post_revoke_link(
    State(app): State<App>,
    asking: Asking,
    fields: Fields,
) -> Result<Response, Refusal> {
    let notice = match app.obey(&asking, Order::RevokeLink { id: fields.text("id").to_owned() }).await {
        Ok(_) => told("The link is revoked."),
        Err(refusal) => trouble(refusal)?,
    };
    write(&app, &asking, Some(notice))
}

/// Opens a site's pages to everybody, or closes them again.
pub(in crate::http) async fn post_public(
    State(app): State<App>,
    asking: Asking,
    fields: Fields,
) -> Result<Response, Refusal> {
    let notice = match app.open_site(&asking, &fields).await {
        Ok(true) => told(format!("Everybody sees the pages of {} from now on.", fields.text("site"))),
        Ok(false) => told(format!("The pages of {} are closed again.", fields.text("site"))),
        Err(refusal) => trouble(refusal)?,
    };
    write(&app, &asking, Some(notice))
}

impl App {
    async fn make_link(&self, asking: &Asking, fields: &Fields) -> Result<String, Refusal> {
        let site = self.site_of(fields.text("site"))?;
        let until = read_last_day(fields.text("until"), &site, self.dashboard.clock.now())?;
        let password = self.hash_of_link(fields.text("password")).await?;
        let name = fields.text("name").to_owned();
        let done = self.obey(asking, Order::MakeLink { site: site.name, name, password, until }).await?;
        Ok(done.secret.unwrap_or_default())
    }

    async fn hash_of_link(&self, password: &str) -> Result<Option<PasswordHash>, Refusal> {
        if password.is_empty() {
            return Ok(None);
        }
        if !(6..=256).contains(&password.chars().count()) {
            let message = "The password of a link has 6 to 256 characters; leave it empty for none.";
            return Err(Refusal::new(Code::MalformedRequest, message));
        }
        let salt = self.dashboard.people.draw_salt();
        self.hashing.hash(password.to_owned(), salt).await.map(Some)
    }

    async fn open_site(&self, asking: &Asking, fields: &Fields) -> Result<bool, Refusal> {
        let (by, mut site) = (asking.by()?, self.site_of(fields.text("site"))?);
        self.dashboard.people.must_own(&by.who, std::slice::from_ref(&site.name))?;
        site.public = fields.text("public") == "yes";
        let (public, registers) = (site.public, self.dashboard.registers.clone());
        changing(move || registers.put_site(site, &by)).await?;
        Ok(public)
    }
}

/// The end of the last day on which a link is good; none for an empty field.
fn read_last_day(text: &str, site: &Site, now: Timestamp) -> Result<Option<Timestamp>, Refusal> {
    if text.is_empty() {
        return Ok(None);
    }
    let refuse = |message: &str| Refusal::new(Code::MalformedRequest, message);
    let day: Date = text.parse().map_err(|_| refuse("The last day is no date; write 2026-11-30."))?;
    let end = day.checked_add(1.day()).and_then(|next| next.to_zoned(site.zone())).map(|end| end.timestamp());
    let end = end.map_err(|_| refuse("The last day is no date; write 2026-11-30."))?;
    if end <= now {
        return Err(refuse("The last day is over already."));
    }
    Ok(Some(end))
}

fn write(app: &App, asking: &Asking, notice: Option<Notice>) -> Result<Response, Refusal> {
    let person = asking.person()?;
    let (edited, owned) = (app.own_sites(person, true), app.own_sites(person, false));
    let (links, now) = (app.dashboard.people.links(), app.dashboard.clock.now());
    let zone_of = |link: &tiraj_people::ShareLink| edited.iter().find(|site| site.name == link.site);
    let rows = links.iter().filter(|link| link.lasts(now));
    let page = page::Links {
        tabs: tabs(person, "/settings/links"),
        notice,
        form_token: asking.form_token(),
        links: rows.filter_map(|link| Some(page::LinkRow::of(link, zone_of(link)?))).collect(),
        sites: &edited,
        owned: &owned,
    };
    Ok(shown(StatusCode::OK, page.html()?, None))
}
