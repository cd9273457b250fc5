//! `/welcome`: how the first owner comes in, and how somebody who was invited chooses a password.

use axum::extract::State;
use axum::response::Response;
use http::{HeaderMap, StatusCode};
use serde::Deserialize;
use tiraj_people::{By, Email, Invited, PeopleError, check_password};

use super::asking::Asking;
use super::caller::is_local;
use super::forms::Fields;
use super::query::Asked;
use super::refusal::Refusal;
use super::{App, blocking, shown};
use crate::page;

/// `?token=…`
#[derive(Debug, Deserialize)]
pub(super) struct OfInvitation {
    token: Option<String>,
}

/// What was filled in.
struct Filled<'a> {
    token: &'a str,
    name: &'a str,
    email: &'a str,
    trouble: Option<&'a str>,
}

pub(super) async fn get_form(
    State(app): State<App>,
    asking: Asking,
    Asked(query): Asked<OfInvitation>,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    let token = query.token.unwrap_or_default();
    let invited = app.dashboard.people.invited(&token)?;
    let (asking, cookie) = app.hold_form(asking);
    let (name, email) = match &invited {
        Invited::FirstOwner => (String::new(), String::new()),
        Invited::Person(person) => (person.name.clone(), person.email.to_string()),
    };
    let filled = Filled { token: &token, name: &name, email: &email, trouble: None };
    Ok(shown(StatusCode::OK, write(&filled, &invited, &asking, &headers)?, cookie))
}

/// Keeps the password and signs in, or shows the form again.
pub(super) async fn post_form(
    State(app): State<App>,
    asking: Asking,
    headers: HeaderMap,
    fields: Fields,
) -> Result<Response, Refusal> {
    let invited = app.dashboard.people.invited(fields.text("token"))?;
    match app.join(&asking, &invited, &fields).await {
        Ok(email) => app.begin(&asking, email, &headers, "/").await,
        Err(refusal) if refusal.is_of_server() => Err(refusal),
        Err(refusal) => {
            let email = match &invited {
                Invited::FirstOwner => fields.text("email").to_owned(),
                Invited::Person(person) => person.email.to_string(),
            };
            let trouble = Some(refusal.message());
            let (token, name) = (fields.text("token"), fields.text("name"));
            let filled = Filled { token, name, email: &email, trouble };
            let html = write(&filled, &invited, &asking, &headers)?;
            Ok(refusal.on_page(html))
        }
    }
}

impl App {
    async fn join(&self, asking: &Asking, invited: &Invited, fields: &Fields) -> Result<Email, Refusal> {
        let (people, password) = (self.dashboard.people.clone(), fields.text("password").to_owned());
        let email: Email = match invited {
            Invited::FirstOwner => fields.text("email").parse()?,
            Invited::Person(person) => person.email.clone(),
        };
        check_password(&password, &email)?;
        let address = asking.caller.address;
        self.attempts.take(address, email.as_str(), self.dashboard.clock.now())?;
        let hash = self.hashing.hash(password, people.draw_salt()).await?;
        let by = move |email| By::person(email, address);
        let (token, name) = (fields.text("token").to_owned(), fields.text("name").to_owned());
        let is_first = *invited == Invited::FirstOwner;
        let person = blocking(move || {
            let joined = if is_first {
                people.take_over(&token, (email, &name), hash, by)?
            } else {
                people.accept(&token, hash, by)?
            };
            Ok::<_, PeopleError>(joined)
        });
        Ok(person.await?.email)
    }
}

fn write(
    filled: &Filled<'_>,
    invited: &Invited,
    asking: &Asking,
    headers: &HeaderMap,
) -> Result<String, Refusal> {
    let page = page::Welcome {
        token: filled.token,
        name: filled.name,
        email: filled.email,
        is_first: *invited == Invited::FirstOwner,
        trouble: filled.trouble,
        is_read_by_others: !asking.caller.is_secure && !is_local(headers),
        form_token: &asking.form_token(),
    };
    page.html()
}
