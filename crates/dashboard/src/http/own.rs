//! `GET /own`: the pieces whose author line names who is signed in, with their figures.

use axum::extract::State;
use axum::response::Response;
use http::StatusCode;
use tiraj_store::{Period, Selection};

use super::App;
use super::asking::Asking;
use super::query::{Asked, Days, OfDays};
use super::refusal::Refusal;
use super::shown;
use crate::{DashboardError, page};

/// The longest stretch of one answer, as of the other rankings.
const MOST_DAYS: i64 = 92;

/// How many days are shown unless others are asked for.
const USUAL_DAYS: i64 = 28;

/// How many pieces are shown.
const MOST_ROWS: u32 = 200;

pub(super) async fn get_pieces(
    State(app): State<App>,
    asking: Asking,
    Asked(mut query): Asked<OfDays>,
) -> Result<Response, Refusal> {
    let site = app.site(query.site.as_deref())?;
    let (person, now) = (asking.person()?, app.dashboard.clock.now());
    if query.from.is_none() && query.to.is_none() {
        let today = now.to_zoned(site.zone()).date();
        query.from = Some(today.saturating_sub(jiff::Span::new().days(USUAL_DAYS - 1)));
    }
    let Days { from, to, window } = query.days(&site, now, MOST_DAYS)?;
    let period = Period::new(&site, window.0, window.1, now);
    let store = &app.dashboard.store;
    // The names are compared here and not by the database, which knows less of letters.
    let names = store.author_names(&site).await.map_err(DashboardError::from)?;
    let own: Vec<&str> =
        names.iter().map(String::as_str).filter(|name| person.wrote(std::slice::from_ref(name))).collect();
    let pieces = match &own[..] {
        // To ask for the articles of no author is to ask for all.
        [] => Vec::new(),
        own => {
            let authors = own.iter().map(|name| (*name).to_owned()).collect();
            let selection = Selection { authors, ..Selection::most_viewed(MOST_ROWS) };
            store.article_figures(&period, &selection).await.map_err(DashboardError::from)?.articles
        }
    };
    let page = page::Own {
        site: &site,
        sites: &asking.visible(app.dashboard.sites.all()),
        author: person.author_name(),
        from,
        to,
        pieces: &pieces,
        is_cut: pieces.len() == MOST_ROWS as usize,
    };
    Ok(shown(StatusCode::OK, page.html()?, None))
}
