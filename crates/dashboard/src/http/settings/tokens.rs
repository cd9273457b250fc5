//! Tokens: by which programs are believed.

use axum::extract::State;
use axum::response::Response;
use http::StatusCode;
use jiff::Unit;
use tiraj_model::{Scope, Token};
use tiraj_people::Actor;

use super::{tabs, told, told_with, trouble};
use crate::http::asking::Asking;
use crate::http::forms::Fields;
use crate::http::refusal::{Code, Refusal, sentence};
use crate::http::{App, changing, shown};
use crate::page::{self, Notice};

pub(in crate::http) async fn get_tokens(State(app): State<App>, asking: Asking) -> Result<Response, Refusal> {
    write(&app, &asking, None)
}

/// Makes a token, and shows it this once.
pub(in crate::http) async fn post_token(
    State(app): State<App>,
    asking: Asking,
    fields: Fields,
) -> Result<Response, Refusal> {
    let notice = match app.make_token(&asking, &fields).await {
        Ok(secret) => {
            told_with("The token is made. It is shown this once, and only a digest of it is kept:", secret)
        }
        Err(refusal) => trouble(refusal)?,
    };
    write(&app, &asking, Some(notice))
}

/// Revokes a token.
pub(in crate::http) async fn post_revoke_token(
    State(app): State<App>,
    asking: Asking,
    fields: Fields,
) -> Result<Response, Refusal> {
    let name = fields.text("name");
    let notice = match app.revoke_token(&asking, name).await {
        Ok(()) => told(format!("The token “{name}” is revoked.")),
        Err(refusal) => trouble(refusal)?,
    };
    write(&app, &asking, Some(notice))
}

impl App {
    async fn make_token(&self, asking: &Asking, fields: &Fields) -> Result<String, Refusal> {
        let refuse = |message: String| Refusal::new(Code::MalformedRequest, sentence(&message));
        let (people, by, sites) = (&self.dashboard.people, asking.by()?, self.sites_of(fields)?);
        people.must_own(&by.who, &sites)?;
        let scopes: Vec<Scope> = fields
            .list("scope")
            .map(str::parse)
            .collect::<Result<_, _>>()
            .map_err(|error: tiraj_model::UnknownName| refuse(error.to_string()))?;
        let secret = people.draw_secret();
        let now = self.dashboard.clock.now();
        let made_at = now.round(Unit::Second).unwrap_or(now);
        let token = Token::new(fields.text("name"), &secret, sites, scopes, made_at);
        let token = token.map_err(|error| refuse(error.to_string()))?;
        let registers = self.dashboard.registers.clone();
        changing(move || registers.add_token(token, &by)).await?;
        Ok(secret.reveal().to_owned())
    }

    async fn revoke_token(&self, asking: &Asking, name: &str) -> Result<(), Refusal> {
        let by = asking.by()?;
        let token = self.tokens_of(&by.who).into_iter().find(|token| token.name == name);
        let unknown =
            || Refusal::new(Code::NotFound, "There is no such token, or it is not yours to revoke.");
        let (name, registers) = (token.ok_or_else(unknown)?.name, self.dashboard.registers.clone());
        changing(move || registers.revoke_token(&name, &by)).await
    }

    /// The tokens that speak for nothing but what somebody owns.
    fn tokens_of(&self, who: &Actor) -> Vec<Token> {
        let is_own = |token: &Token| self.dashboard.people.must_own(who, &token.sites).is_ok();
        self.dashboard.tokens.all().into_iter().filter(is_own).collect()
    }
}

fn write(app: &App, asking: &Asking, notice: Option<Notice>) -> Result<Response, Refusal> {
    let (person, by) = (asking.person()?, asking.by()?);
    let page = page::Tokens {
        tabs: tabs(person, "/settings/tokens"),
        notice,
        form_token: asking.form_token(),
        tokens: app.tokens_of(&by.who).iter().map(page::TokenRow::of).collect(),
        sites: app.own_sites(person, false),
        owns_all: person.owns_all(),
        scopes: Scope::ALL,
    };
    Ok(shown(StatusCode::OK, page.html()?, None))
}
