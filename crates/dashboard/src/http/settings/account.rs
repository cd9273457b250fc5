//! One's own account: the password, the sessions.

use axum::extract::State;
use axum::response::Response;
use http::StatusCode;
use tiraj_people::{Order, check_password};

use super::{tabs, told, trouble};
use crate::http::asking::Asking;
use crate::http::forms::Fields;
use crate::http::refusal::Refusal;
use crate::http::{App, blocking, shown};
use crate::page::{self, Notice, Row};

pub(in crate::http) async fn get_account(
    State(app): State<App>,
    asking: Asking,
) -> Result<Response, Refusal> {
    write(&app, &asking, None)
}

/// Gives who is signed in another password.
pub(in crate::http) async fn post_password(
    State(app): State<App>,
    asking: Asking,
    fields: Fields,
) -> Result<Response, Refusal> {
    let notice = match app.change_password(&asking, &fields).await {
        Ok(()) => told("The password is changed. All other sessions have ended."),
        Err(refusal) => trouble(refusal)?,
    };
    write(&app, &asking, Some(notice))
}

/// Ends a session, of one's own or of somebody whom one owns.
pub(in crate::http) async fn post_end_session(
    State(app): State<App>,
    asking: Asking,
    fields: Fields,
) -> Result<Response, Refusal> {
    let outcome = app.obey(&asking, Order::EndSession { id: fields.text("id").to_owned() }).await;
    let notice = match outcome {
        Ok(_) => told("The session has ended."),
        Err(refusal) => trouble(refusal)?,
    };
    write(&app, &asking, Some(notice))
}

impl App {
    async fn change_password(&self, asking: &Asking, fields: &Fields) -> Result<(), Refusal> {
        let (people, email) = (self.dashboard.people.clone(), asking.person()?.email.clone());
        self.attempts.take(asking.caller.address, email.as_str(), self.dashboard.clock.now())?;
        let former = people.hash_to_compare(&email);
        if !self.hashing.compare(former, fields.text("former").to_owned()).await? {
            return Err(Refusal::unidentified("The former password is not right."));
        }
        let password = fields.text("password").to_owned();
        check_password(&password, &email)?;
        let hash = self.hashing.hash(password, people.draw_salt()).await?;
        let (by, secret) = (asking.by()?, asking.secret().unwrap_or_default().to_owned());
        blocking(move || people.change_password(&email, hash, &secret, &by)).await
    }
}

fn write(app: &App, asking: &Asking, notice: Option<Notice>) -> Result<Response, Refusal> {
    let person = asking.person()?;
    let own = asking.session.as_ref().map(tiraj_people::Session::id);
    let sessions = app.dashboard.people.sessions();
    let is_mine = |session: &&tiraj_people::Session| session.email == person.email;
    let rows = sessions.iter().filter(is_mine).map(|session| Row::session(session, own.as_deref()));
    let page = page::Account {
        tabs: tabs(person, "/settings"),
        notice,
        form_token: asking.form_token(),
        person,
        roles: page::roles(person),
        sessions: rows.collect(),
    };
    Ok(shown(StatusCode::OK, page.html()?, None))
}
