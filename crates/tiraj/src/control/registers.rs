//! Sites, tokens and people over the socket: each change is one request, carried out whole by the owner.

use axum::extract::{Path, Query, State};
use axum::routing::{delete, get, put};
use axum::{Json, Router};
use serde::{Deserialize, Serialize};
use tiraj_model::{Site, SiteName, Token};
use tiraj_people::{By, Done, Entry, Order, Person, Session};

use super::server::Failure;
use crate::registers::Registers;

/// The people of a newsroom, and where they are signed in.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Newsroom {
    pub(crate) people: Vec<Person>,
    pub(crate) sessions: Vec<Session>,
}

/// How much is asked of the audit log.
#[derive(Debug, Serialize, Deserialize)]
struct OfLines {
    most: usize,
}

/// The routes of the registers.
pub(super) fn router() -> Router<Registers> {
    Router::new()
        .route("/control/sites", get(list_sites))
        .route("/control/sites/{name}", put(put_site).delete(remove_site))
        .route("/control/tokens", get(list_tokens).post(add_token))
        .route("/control/tokens/{name}", delete(revoke_token))
        .route("/control/people", get(list_people).post(obey))
        .route("/control/audit", get(read_audit))
}

async fn list_sites(State(registers): State<Registers>) -> Json<Vec<Site>> {
    Json(registers.sites.sites().all())
}

async fn put_site(State(registers): State<Registers>, Json(site): Json<Site>) -> Result<(), Failure> {
    Ok(registers.put_site(site, &By::machine())?)
}

async fn remove_site(State(registers): State<Registers>, Path(name): Path<SiteName>) -> Result<(), Failure> {
    Ok(registers.remove_site(&name)?)
}

async fn list_tokens(State(registers): State<Registers>) -> Json<Vec<Token>> {
    Json(registers.tokens.tokens().all())
}

async fn add_token(State(registers): State<Registers>, Json(token): Json<Token>) -> Result<(), Failure> {
    Ok(registers.add_token(token, &By::machine())?)
}

async fn revoke_token(State(registers): State<Registers>, Path(name): Path<String>) -> Result<(), Failure> {
    Ok(registers.revoke_token(&name, &By::machine())?)
}

async fn list_people(State(registers): State<Registers>) -> Json<Newsroom> {
    Json(Newsroom { people: registers.people.all(), sessions: registers.people.sessions() })
}

async fn obey(State(registers): State<Registers>, Json(order): Json<Order>) -> Result<Json<Done>, Failure> {
    Ok(Json(registers.people.obey(order, &By::machine())?))
}

async fn read_audit(State(registers): State<Registers>, Query(query): Query<OfLines>) -> Json<Vec<Entry>> {
    Json(registers.people.audit(query.most))
}
