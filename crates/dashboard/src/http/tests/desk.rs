//! People at their browsers: sessions, forms, and what comes back.

use std::sync::LazyLock;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::Request;
use axum::middleware::map_request;
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use http_body_util::BodyExt;
use tiraj_model::{Role, SiteName};
use tiraj_people::{By, Email, Order, PasswordHash, People};
use tower::ServiceExt;

use crate::http::forms::token_of;

/// A password of everybody who is added here.
pub(super) const PASSWORD: &str = "correct horse battery";

/// Its hash, which takes long to make and is made once.
static HASH: LazyLock<PasswordHash> = LazyLock::new(|| PasswordHash::of(PASSWORD, &[1; 16]).unwrap());

/// Adds a person.
pub(super) fn add(people: &People, email: &str, role: Role, sites: &[&str]) -> Email {
    let email: Email = email.parse().unwrap();
    let sites: Vec<SiteName> = sites.iter().map(|site| site.parse().unwrap()).collect();
    let password = Some(HASH.clone());
    let (name, byline) = ("Aygün Məmmədova".to_owned(), String::new());
    let order = Order::AddPerson { email: email.clone(), name, byline, role, sites, password };
    people.obey(order, &By::machine()).unwrap();
    email
}

/// Adds a person who is signed in, and gives the cookie of the session.
pub(super) fn sign_in(people: &People, email: &str, role: Role, sites: &[&str]) -> String {
    let email = add(people, email, role, sites);
    let secret = people.begin_session(&email, "Firefox on Linux", &By::machine()).unwrap();
    format!("tiraj-session={}", secret.reveal())
}

/// The router as it is for who always sends a header.
pub(super) fn with_header(router: Router, name: HeaderName, value: &str) -> Router {
    let value: HeaderValue = value.parse().unwrap();
    router.layer(map_request(move |mut request: Request| {
        request.headers_mut().entry(name.clone()).or_insert(value.clone());
        async move { request }
    }))
}

/// An answer.
pub(super) struct Answer {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) body: String,
}

impl Answer {
    /// Where it sends the browser.
    pub(super) fn location(&self) -> &str {
        self.headers.get(header::LOCATION).map_or("", |to| to.to_str().unwrap())
    }

    /// The cookies that it sets, as a browser sends them back; those that it clears are none.
    pub(super) fn cookie(&self) -> String {
        let set = self.headers.get_all(header::SET_COOKIE).iter().map(|value| value.to_str().unwrap());
        let kept = set.filter(|value| !value.contains("Max-Age=0"));
        kept.map(|value| value.split(';').next().unwrap()).collect::<Vec<_>>().join("; ")
    }
}

/// Puts a request to the pages.
pub(super) async fn put(pages: &Router, request: Request) -> Answer {
    let (parts, body) = pages.clone().oneshot(request).await.unwrap().into_parts();
    // A stream has no end to wait for.
    let is_stream = parts.headers.get(header::CONTENT_TYPE).is_some_and(|kind| kind == "text/event-stream");
    let body = if is_stream { Bytes::new() } else { body.collect().await.unwrap().to_bytes() };
    Answer { status: parts.status, headers: parts.headers, body: String::from_utf8_lossy(&body).into_owned() }
}

/// Opens a page as a browser does.
pub(super) async fn open(pages: &Router, path: &str, cookie: &str) -> Answer {
    let request = Request::get(path).header(header::ACCEPT, "text/html").header(header::COOKIE, cookie);
    put(pages, request.body(Body::empty()).unwrap()).await
}

/// The form token that goes with cookies.
fn form_token(cookie: &str) -> String {
    let secret = cookie
        .split("; ")
        .find_map(|pair| pair.strip_prefix("tiraj-session=").or_else(|| pair.strip_prefix("tiraj-form=")));
    secret.map(token_of).unwrap_or_default()
}

/// A form as a browser sends it that was given the page.
pub(super) fn form(path: &str, cookie: &str, fields: &[(&str, &str)]) -> Request {
    let mut body = url::form_urlencoded::Serializer::new(String::new());
    body.append_pair("form_token", &form_token(cookie)).extend_pairs(fields);
    Request::post(path)
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .header("sec-fetch-site", "same-origin")
        .header(header::HOST, "localhost")
        .header(header::COOKIE, cookie)
        .body(Body::from(body.finish()))
        .unwrap()
}

/// Sends a form.
pub(super) async fn send(pages: &Router, path: &str, cookie: &str, fields: &[(&str, &str)]) -> Answer {
    put(pages, form(path, cookie, fields)).await
}
