//! People: who is in, what they may do, and where they are signed in.

use axum::extract::State;
use axum::response::Response;
use http::{HeaderMap, StatusCode};
use tiraj_model::Role;
use tiraj_people::{Actor, Done, Email, Order, Person};

use super::{address_to_give, tabs, told, told_with, trouble};
use crate::http::asking::Asking;
use crate::http::forms::Fields;
use crate::http::refusal::{Code, Refusal};
use crate::http::{App, shown};
use crate::page::{self, Notice, Row};

/// What goes with a one-time address.
const PASS_ON: &str = "It is good once, for a week, and shown this once; pass it on:";

pub(in crate::http) async fn get_people(State(app): State<App>, asking: Asking) -> Result<Response, Refusal> {
    write(&app, &asking, None)
}

/// Adds a person, who then chooses a password by a one-time address.
pub(in crate::http) async fn post_person(
    State(app): State<App>,
    asking: Asking,
    headers: HeaderMap,
    fields: Fields,
) -> Result<Response, Refusal> {
    let order = || -> Result<Order, Refusal> {
        Ok(Order::AddPerson {
            email: fields.text("email").parse()?,
            name: fields.text("name").to_owned(),
            byline: fields.text("byline").to_owned(),
            role: read_role(&fields)?,
            sites: app.sites_of(&fields)?,
            password: None,
        })
    };
    let outcome = app.carry_out(&asking, order()).await;
    let text =
        format!("{} is added, and chooses a password at this address. {PASS_ON}", fields.text("email"));
    write(&app, &asking, Some(tell(outcome, text, &asking, &headers)?))
}

/// Gives a person a role.
pub(in crate::http) async fn post_role(
    State(app): State<App>,
    asking: Asking,
    headers: HeaderMap,
    fields: Fields,
) -> Result<Response, Refusal> {
    let order = || -> Result<Order, Refusal> {
        let (email, role) = (fields.text("email").parse()?, read_role(&fields)?);
        Ok(Order::GiveRole { email, role, sites: app.sites_of(&fields)? })
    };
    let outcome = app.carry_out(&asking, order()).await;
    let text = format!("The role of {} is given.", fields.text("email"));
    write(&app, &asking, Some(tell(outcome, text, &asking, &headers)?))
}

/// Makes a one-time address for somebody who needs a new password.
pub(in crate::http) async fn post_invite(
    State(app): State<App>,
    asking: Asking,
    headers: HeaderMap,
    fields: Fields,
) -> Result<Response, Refusal> {
    let order = fields.text("email").parse().map(|email: Email| Order::Invite { email });
    let outcome = app.carry_out(&asking, order.map_err(Refusal::from)).await;
    let text = format!("{} chooses a new password at this address. {PASS_ON}", fields.text("email"));
    write(&app, &asking, Some(tell(outcome, text, &asking, &headers)?))
}

/// Removes a person.
pub(in crate::http) async fn post_remove(
    State(app): State<App>,
    asking: Asking,
    headers: HeaderMap,
    fields: Fields,
) -> Result<Response, Refusal> {
    let order = fields.text("email").parse().map(|email: Email| Order::RemovePerson { email });
    let outcome = app.carry_out(&asking, order.map_err(Refusal::from)).await;
    let text = format!("{} is removed, and signed out everywhere.", fields.text("email"));
    write(&app, &asking, Some(tell(outcome, text, &asking, &headers)?))
}

impl App {
    async fn carry_out(&self, asking: &Asking, order: Result<Order, Refusal>) -> Result<Done, Refusal> {
        self.obey(asking, order?).await
    }

    /// Those about whom somebody decides.
    fn deciding_about(&self, person: &Person) -> Vec<Person> {
        let (people, who) = (&self.dashboard.people, Actor::Person(person.email.clone()));
        people.all().into_iter().filter(|other| people.must_own(&who, &other.realm()).is_ok()).collect()
    }
}

fn read_role(fields: &Fields) -> Result<Role, Refusal> {
    let role = fields.text("role").parse();
    role.map_err(|error: tiraj_model::UnknownName| Refusal::new(Code::MalformedRequest, format!("{error}.")))
}

fn tell(
    outcome: Result<Done, Refusal>,
    text: String,
    asking: &Asking,
    headers: &HeaderMap,
) -> Result<Notice, Refusal> {
    match outcome {
        Ok(Done { secret: Some(secret) }) => {
            Ok(told_with(text, address_to_give(asking, headers, &format!("/welcome?token={secret}"))))
        }
        Ok(Done { secret: None }) => Ok(told(text)),
        Err(refusal) => trouble(refusal),
    }
}

fn write(app: &App, asking: &Asking, notice: Option<Notice>) -> Result<Response, Refusal> {
    let person = asking.person()?;
    // A notice may tell of oneself: what is shown is what holds now.
    let person = app.dashboard.people.find(&person.email).unwrap_or_else(|| person.clone());
    let others = app.deciding_about(&person);
    let own = asking.session.as_ref().map(tiraj_people::Session::id);
    let sessions = app.dashboard.people.sessions();
    let is_theirs =
        |session: &&tiraj_people::Session| others.iter().any(|other| other.email == session.email);
    let page = page::People {
        tabs: tabs(&person, "/settings/people"),
        notice,
        form_token: asking.form_token(),
        people: others.iter().map(page::Colleague::of).collect(),
        sites: app.own_sites(&person, false),
        owns_all: person.owns_all(),
        roles: Role::ALL,
        sessions: sessions
            .iter()
            .filter(is_theirs)
            .map(|session| Row::session(session, own.as_deref()))
            .collect(),
    };
    Ok(shown(StatusCode::OK, page.html()?, None))
}
