//! `/sign-in` and `/sign-out`.

use axum::extract::State;
use axum::response::Response;
use http::{HeaderMap, StatusCode, header};
use serde::Deserialize;
use tiraj_people::{Act, Email, PasswordHash};

use super::asking::Asking;
use super::caller::{device, is_local};
use super::cookies::Cookie;
use super::forms::Fields;
use super::query::Asked;
use super::refusal::Refusal;
use super::{App, blocking, redirect, shown, ways};
use crate::page;

/// The longest password that is looked at, in bytes.
const LONGEST: usize = 4_096;

/// `?next=/`
#[derive(Debug, Deserialize)]
pub(super) struct OfWay {
    next: Option<String>,
}

/// The form, or straight on where somebody is signed in.
pub(super) async fn get_form(
    State(app): State<App>,
    asking: Asking,
    Asked(query): Asked<OfWay>,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    let next = ways::local(query.next.as_deref().unwrap_or("/")).to_owned();
    if asking.visitor.person.is_some() || asking.visitor.unguarded {
        return Ok(redirect(&next));
    }
    let (asking, cookie) = app.hold_form(asking);
    let form = page::SignIn {
        next: &next,
        email: "",
        trouble: None,
        is_read_by_others: !asking.caller.is_secure && !is_local(&headers),
        is_new: app.dashboard.people.is_empty(),
        form_token: &asking.form_token(),
    };
    Ok(shown(StatusCode::OK, form.html()?, cookie))
}

/// Signs in, or shows the form again.
pub(super) async fn post_form(
    State(app): State<App>,
    asking: Asking,
    headers: HeaderMap,
    fields: Fields,
) -> Result<Response, Refusal> {
    let (next, given) = (ways::local(fields.text("next")), fields.text("email"));
    match app.identify(&asking, given, fields.text("password")).await {
        Ok(email) => app.begin(&asking, email, &headers, next).await,
        Err(refusal) if refusal.is_of_server() => Err(refusal),
        Err(refusal) => {
            let form = page::SignIn {
                next,
                email: given,
                trouble: Some(refusal.message()),
                is_read_by_others: !asking.caller.is_secure && !is_local(&headers),
                is_new: false,
                form_token: &asking.form_token(),
            };
            let html = form.html()?;
            Ok(refusal.on_page(html))
        }
    }
}

/// Ends the session that the browser holds.
pub(super) async fn post_sign_out(State(app): State<App>, asking: Asking) -> Result<Response, Refusal> {
    let (by, people) = (asking.by()?, app.dashboard.people.clone());
    let secret = asking.secret().unwrap_or_default().to_owned();
    blocking(move || people.sign_out(&secret, &by)).await?;
    let mut response = redirect("/sign-in");
    response.headers_mut().append(header::SET_COOKIE, Cookie::Session.clear(asking.caller.is_secure));
    Ok(response)
}

impl App {
    /// Whose address and password these are. An unknown address takes the same time, and has the same answer, as a
    /// wrong password.
    async fn identify(&self, asking: &Asking, given: &str, password: &str) -> Result<Email, Refusal> {
        let (people, now) = (&self.dashboard.people, self.dashboard.clock.now());
        let account = given.trim().to_lowercase();
        self.attempts.take(asking.caller.address, &account, now)?;
        let email: Option<Email> = account.parse().ok();
        let hash = match &email {
            Some(email) => people.hash_to_compare(email),
            None => PasswordHash::of_nobody(),
        };
        let password = if password.len() <= LONGEST { password } else { "" };
        let is_right = self.hashing.compare(hash, password.to_owned()).await?;
        let known = email.filter(|email| people.find(email).is_some());
        match known {
            Some(email) if is_right => Ok(email),
            known => {
                if let Some(email) = known.filter(|_| self.attempts.is_noted(&account, now)) {
                    let by = asking.by_of(email);
                    let people = people.clone();
                    // Not waited for: the time that it takes would tell that there is such an account.
                    drop(tokio::task::spawn_blocking(move || people.note(&by, Act::SignInFailed, "")));
                }
                Err(Refusal::unidentified("The e-mail address or the password is not right."))
            }
        }
    }

    /// Begins a session, and goes on.
    pub(super) async fn begin(
        &self,
        asking: &Asking,
        email: Email,
        headers: &HeaderMap,
        next: &str,
    ) -> Result<Response, Refusal> {
        let (people, by, device) =
            (self.dashboard.people.clone(), asking.by_of(email.clone()), device(headers));
        let secret = blocking(move || people.begin_session(&email, &device, &by)).await?;
        let secure = asking.caller.is_secure;
        let mut response = redirect(next);
        let cookies = [Cookie::Session.set(secret.reveal(), secure), Cookie::Form.clear(secure)];
        response.headers_mut().extend(cookies.map(|cookie| (header::SET_COOKIE, cookie)));
        Ok(response)
    }
}
