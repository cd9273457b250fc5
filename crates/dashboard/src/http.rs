//! The editors' pages over HTTP.
//!
//! Every answer bears an `x-request-id` and the headers of [`guard`]. A refusal is a readable page, or the JSON
//! of [`refusal`] where a program asked.

mod answer;
mod article;
mod articles;
mod assets;
mod bearer;
mod caller;
mod charts;
mod days;
mod guard;
mod ledger;
mod live;
mod openapi;
mod overview;
mod plausible;
mod query;
mod refusal;
mod reports;
mod request_id;
mod stats;
mod stories;
mod trends;
mod unsubscribe;
mod view;
mod weekly;

#[cfg(test)]
mod tests;

pub(crate) use stories::Shown;
pub(crate) use view::{Preset, View, address};

use axum::Router;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::{get, post};
use tiraj_model::Site;

use crate::Dashboard;
use crate::live::{Feeds, LiveNumbers};
use crate::report::KeptPeers;
use caller::{Caller, QuestionLimit, recognise};
use refusal::{Code, Refusal};
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
}

/// All routes of the dashboard, and the answer to paths where nothing is.
pub fn router(dashboard: Dashboard) -> Router {
    let ids = RequestIds::since(dashboard.clock.now());
    let limit = QuestionLimit::new(dashboard.questions_per_minute);
    let app = App { dashboard, feeds: Feeds::default(), peers: KeptPeers::default(), limit };
    Router::new()
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
        .fallback(no_such_page)
        .method_not_allowed_fallback(no_such_method)
        .with_state(app)
        .layer(from_fn(guard::protect))
        .layer(from_fn_with_state(ids, request_id::attach))
}

/// The figures for programs: the addresses of [`openapi::STATS`], and Plausible's.
fn figures(app: &App) -> Router<App> {
    let routes =
        openapi::STATS.iter().fold(Router::new(), |router, route| router.route(route.path, (route.serve)()));
    routes
        .route("/api/v2/query", post(plausible::post_query))
        .layer(from_fn_with_state(app.clone(), recognise))
}

impl App {
    /// The site that a caller may see, named or the first one.
    fn site_for(&self, caller: &Caller, name: Option<&str>) -> Result<Site, Refusal> {
        let site = self.site(name)?;
        caller.check(&site)?;
        Ok(site)
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

async fn no_such_method() -> Refusal {
    Refusal::new(
        Code::MethodNotAllowed,
        "This address does not take this method; the header “allow” names those it takes.",
    )
}
