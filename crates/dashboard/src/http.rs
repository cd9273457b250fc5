//! The editors' pages over HTTP.
//!
//! Every request is let in by [`admission`], which holds it against the table in [`lines`], and nowhere else. Every answer bears an
//! `x-request-id` and the headers of [`guard`]. A refusal is a readable page, or the JSON of [`refusal`] where a program asked.

mod admission;
mod answer;
mod article;
mod articles;
mod asking;
mod assets;
mod attempts;
mod bearer;
mod caller;
mod charts;
mod compression;
mod cookies;
mod days;
mod forms;
mod guard;
mod guests;
mod hashing;
mod language;
mod ledger;
mod lines;
mod live;
mod openapi;
mod overview;
mod own;
mod plausible;
mod quality;
mod query;
mod questions;
mod refusal;
mod reports;
mod request_id;
mod settings;
mod sign_in;
mod stats;
mod stories;
mod trends;
mod unsubscribe;
mod view;
mod ways;
mod weekly;
mod welcome;

#[cfg(test)]
mod tests;

pub(crate) use stories::Shown;
pub(crate) use view::{Preset, View, address};

use axum::Router;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::{get, post};
use http::{HeaderValue, StatusCode, header};
use tiraj_model::Site;

use crate::live::{Feeds, LiveNumbers};
use crate::report::KeptPeers;
use crate::{Dashboard, DashboardError};
use asking::Asking;
use attempts::Attempts;
use cookies::Cookie;
use hashing::Hashing;
use questions::QuestionLimit;
use refusal::Code;
pub(crate) use refusal::Refusal;
use request_id::RequestIds;

/// How many sites a refusal names.
const SITES_TOLD: usize = 20;

/// What the handlers share.
#[derive(Clone)]
struct App {
    dashboard: Dashboard,
    /// A reading is none where the store gave none.
    feeds: Feeds<Option<LiveNumbers>>,
    peers: KeptPeers,
    limit: QuestionLimit,
    attempts: Attempts,
    hashing: Hashing,
}

/// All routes of the dashboard, and the answer to paths where nothing is.
pub fn router(dashboard: Dashboard) -> Router {
    let ids = RequestIds::since(dashboard.clock.now());
    let limit = QuestionLimit::new(dashboard.questions_per_minute);
    let app = App {
        dashboard,
        feeds: Feeds::default(),
        peers: KeptPeers::default(),
        limit,
        attempts: Attempts::default(),
        hashing: Hashing::default(),
    };
    let routes = Router::new()
        .merge(figures(&app))
        .route("/api/v1/openapi.json", get(openapi::get_document))
        .route("/", get(overview::get_overview))
        .route("/stories", get(stories::get_stories))
        .route("/story", get(article::get_article))
        .route("/sections", get(days::get_sections))
        .route("/authors", get(days::get_authors))
        .route("/languages", get(days::get_languages))
        .route("/sources", get(days::get_sources))
        .route("/trends", get(trends::get_trends))
        .route("/quality", get(quality::get_quality))
        .route("/live", get(live::get_stream))
        .route("/reports", get(reports::get_reports))
        .route("/reports/archive", get(reports::get_file))
        .route("/unsubscribe", get(unsubscribe::ask).post(unsubscribe::end))
        .route("/reports/weekly", get(weekly::get_report))
        .route("/charts/{file}", get(charts::get_chart))
        .route("/api/v1/articles", get(articles::get_article).put(articles::put_articles))
        .route("/assets/dashboard.css", get(assets::get_style))
        .route("/assets/live.js", get(assets::get_script))
        .route("/assets/inter-regular.woff2", get(assets::get_regular))
        .route("/assets/inter-bold.woff2", get(assets::get_bold))
        .route("/own", get(own::get_pieces))
        .merge(ways_in())
        .merge(settings_pages())
        .fallback(no_such_page)
        .layer(from_fn_with_state(app.clone(), admission::admit))
        .with_state(app)
        .layer(from_fn(guard::protect));
    compression::around(routes).layer(from_fn_with_state(ids, request_id::attach))
}

/// The figures for programs: the addresses of [`openapi::STATS`], and Plausible's.
fn figures(app: &App) -> Router<App> {
    let routes =
        openapi::STATS.iter().fold(Router::new(), |router, route| router.route(route.path, (route.serve)()));
    routes
        .route("/api/v2/query", post(plausible::post_query))
        .layer(from_fn_with_state(app.clone(), questions::limit))
}

/// How one comes in and out.
fn ways_in() -> Router<App> {
    Router::new()
        .route("/sign-in", get(sign_in::get_form).post(sign_in::post_form))
        .route("/sign-out", post(sign_in::post_sign_out))
        .route("/welcome", get(welcome::get_form).post(welcome::post_form))
        .route("/s/{secret}", get(guests::get_link).post(guests::post_password))
}

fn settings_pages() -> Router<App> {
    Router::new()
        .route("/settings", get(settings::get_account))
        .route("/settings/password", post(settings::post_password))
        .route("/settings/sessions/end", post(settings::post_end_session))
        .route("/settings/people", get(settings::get_people))
        .route("/settings/people/add", post(settings::post_person))
        .route("/settings/people/role", post(settings::post_role))
        .route("/settings/people/invite", post(settings::post_invite))
        .route("/settings/people/remove", post(settings::post_remove))
        .route("/settings/tokens", get(settings::get_tokens))
        .route("/settings/tokens/create", post(settings::post_token))
        .route("/settings/tokens/revoke", post(settings::post_revoke_token))
        .route("/settings/links", get(settings::get_links))
        .route("/settings/links/make", post(settings::post_link))
        .route("/settings/links/revoke", post(settings::post_revoke_link))
        .route("/settings/links/public", post(settings::post_public))
        .route("/settings/audit", get(settings::get_audit))
}

/// A page that is made for who asks, with a cookie where there is a new one. No browser keeps it.
fn shown(status: StatusCode, html: String, cookie: Option<HeaderValue>) -> Response {
    let mut response = (status, [(header::CACHE_CONTROL, "no-store")], Html(html)).into_response();
    response.headers_mut().extend(cookie.map(|cookie| (header::SET_COOKIE, cookie)));
    response
}

/// Sends a browser on to one of our own pages.
fn redirect(to: &str) -> Response {
    let to = HeaderValue::from_str(to).unwrap_or(HeaderValue::from_static("/"));
    let headers = [(header::LOCATION, to), (header::CACHE_CONTROL, HeaderValue::from_static("no-store"))];
    (StatusCode::SEE_OTHER, headers).into_response()
}

/// Changes something that is written to disk, away from the threads that serve.
async fn blocking<T, E>(work: impl FnOnce() -> Result<T, E> + Send + 'static) -> Result<T, Refusal>
where
    T: Send + 'static,
    E: Send + 'static,
    Refusal: From<E>,
{
    Ok(tokio::task::spawn_blocking(work).await.map_err(DashboardError::from)??)
}

/// Changes a register; why not is told in its own words.
async fn changing(work: impl FnOnce() -> Result<(), String> + Send + 'static) -> Result<(), Refusal> {
    let refuse = |words: String| Refusal::new(Code::MalformedRequest, refusal::sentence(&words));
    blocking(move || work().map_err(refuse)).await
}

impl App {
    /// Who asks, with a secret for forms in the browser, and the cookie that puts it there if it is new.
    fn hold_form(&self, asking: Asking) -> (Asking, Option<HeaderValue>) {
        if asking.secret().is_some() {
            return (asking, None);
        }
        let secret = self.dashboard.people.draw_secret();
        let cookie = Cookie::Form.set(secret.reveal(), asking.caller.is_secure);
        (asking.holding(secret.reveal()), Some(cookie))
    }

    /// The site that a request names, or the first one; none where there are no sites at all.
    fn find_site(&self, name: Option<&str>) -> Result<Option<Site>, Refusal> {
        let sites = &self.dashboard.sites;
        let all = sites.all();
        match name.filter(|name| !name.is_empty()) {
            Some(name) if !all.is_empty() => {
                sites.get(name).map(|site| Some((*site).clone())).ok_or_else(|| no_such_site(name, &all))
            }
            _ => Ok(all.into_iter().next()),
        }
    }

    /// The same where a site is needed.
    fn site(&self, name: Option<&str>) -> Result<Site, Refusal> {
        let none = "There is no site yet. Add one with “tiraj site add news.example”.";
        self.find_site(name)?.ok_or_else(|| Refusal::new(Code::UnknownSite, none))
    }
}

fn no_such_site(name: &str, all: &[Site]) -> Refusal {
    let shown: String = name.chars().take(64).collect();
    let known: Vec<&str> = all.iter().take(SITES_TOLD).map(|site| site.name.as_str()).collect();
    let message = format!("There is no site “{shown}” here. Known are: {}.", known.join(", "));
    Refusal::new(Code::UnknownSite, message)
}

async fn no_such_page() -> Refusal {
    Refusal::new(Code::NotFound, "There is nothing at this address.")
}
