//! `/s/SECRET`: who has a share link comes in by it, and sees the pages of one site.

use axum::extract::{Path, State};
use axum::response::Response;
use http::{HeaderValue, StatusCode, header};
use tiraj_people::ShareLink;

use super::asking::Asking;
use super::cookies::Cookie;
use super::forms::Fields;
use super::refusal::{Code, Refusal};
use super::{App, redirect, shown};
use crate::page;

/// Lets a guest in, or asks for the password.
pub(super) async fn get_link(
    State(app): State<App>,
    Path(secret): Path<String>,
    asking: Asking,
) -> Result<Response, Refusal> {
    let link = app.link(&secret)?;
    if link.password.is_none() {
        return Ok(enter(&link, &secret, &asking));
    }
    let (asking, cookie) = app.hold_form(asking);
    Ok(shown(StatusCode::OK, write(&link, None, &asking)?, cookie))
}

/// Lets a guest in who knows the password.
pub(super) async fn post_password(
    State(app): State<App>,
    Path(secret): Path<String>,
    asking: Asking,
    fields: Fields,
) -> Result<Response, Refusal> {
    let link = app.link(&secret)?;
    let Some(hash) = link.password.clone() else { return Ok(enter(&link, &secret, &asking)) };
    let taken = app.attempts.take(asking.caller.address, &link.id(), app.dashboard.clock.now());
    let right = match taken {
        Ok(()) => app.hashing.compare(hash, fields.text("password").to_owned()).await?,
        Err(refusal) => {
            let html = write(&link, Some(refusal.message()), &asking)?;
            return Ok(refusal.on_page(html));
        }
    };
    if right {
        return Ok(enter(&link, &secret, &asking));
    }
    let refusal = Refusal::unidentified("This is not the password.");
    let html = write(&link, Some(refusal.message()), &asking)?;
    Ok(refusal.on_page(html))
}

impl App {
    fn link(&self, secret: &str) -> Result<ShareLink, Refusal> {
        let message = "This link has expired or was revoked. Ask whoever gave it to you for another.";
        self.dashboard.people.link(secret).ok_or_else(|| Refusal::new(Code::NotFound, message))
    }
}

/// Gives the browser what shows that it came by the link. The link's address itself is on no page from then on.
fn enter(link: &ShareLink, secret: &str, asking: &Asking) -> Response {
    let mut response = redirect(&format!("/?site={}", link.site));
    let cookie = Cookie::Guest.set(&format!("{secret}.{}", link.proof(secret)), asking.caller.is_secure);
    response.headers_mut().append(header::SET_COOKIE, cookie);
    response.headers_mut().insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    response
}

fn write(link: &ShareLink, trouble: Option<&str>, asking: &Asking) -> Result<String, Refusal> {
    let page = page::Guest { site: link.site.as_str(), trouble, form_token: &asking.form_token() };
    page.html()
}
