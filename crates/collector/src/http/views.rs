//! `GET /api/views?site=S&path=/a&path=/b`: the live totals of up to 200 paths.

use std::borrow::Cow;
use std::collections::BTreeMap;

use axum::extract::{RawQuery, State};
use axum::response::Response;
use http::HeaderMap;
use serde_json::json;
use smol_str::SmolStr;
use tiraj_model::{SiteName, normalise_path};

use super::cached::Cached;
use super::error::{ApiError, ErrorCode};
use crate::Collector;

/// The most paths of one question.
const MAX_PATHS: usize = 200;

/// `{"/a": 80}`: each path as it was asked for, with its views.
pub(super) async fn get_views(
    State(collector): State<Collector>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    answer(&collector, query.as_deref().unwrap_or_default(), &headers)
}

/// The answer to a question, which is a query string.
///
/// # Errors
/// When it is not readable, or asks for a site that is not registered.
pub(super) fn answer(collector: &Collector, query: &str, headers: &HeaderMap) -> Result<Response, ApiError> {
    let question = Question::read(query)?;
    let site = find_site(collector, &question.site)?;
    let paths: Vec<SmolStr> = question.paths.iter().map(|path| normalise_path(path)).collect();
    let views = read_views(collector, &site, &paths)?;
    let body: BTreeMap<_, _> = question.paths.iter().zip(views).collect();
    let answer = Cached {
        body: serde_json::to_vec(&body).expect("a map of texts is written as JSON").into(),
        content_type: "application/json",
        cache_control: "public, max-age=1",
    };
    Ok(answer.answer(headers))
}

/// The registered site of that name.
pub(super) fn find_site(collector: &Collector, name: &str) -> Result<SiteName, ApiError> {
    collector.sites().name_of(name).ok_or_else(|| {
        ApiError::new(ErrorCode::UnknownSite, "the site is not registered here; add it with `tiraj site add`")
            .with_details(json!({ "site": name.chars().take(64).collect::<String>() }))
    })
}

/// The views of some pages of a site.
pub(super) fn read_views(
    collector: &Collector,
    site: &SiteName,
    paths: &[SmolStr],
) -> Result<Vec<u64>, ApiError> {
    collector.views().of(site.as_str(), paths).map_err(|error| {
        tracing::error!(%error, "the view totals cannot be read");
        let message = "the view totals cannot be read; check the disk of the data folder";
        ApiError::new(ErrorCode::StorageFailed, message)
    })
}

struct Question<'a> {
    site: Cow<'a, str>,
    paths: Vec<Cow<'a, str>>,
}

impl<'a> Question<'a> {
    fn read(query: &'a str) -> Result<Self, ApiError> {
        let (mut site, mut paths) = (None, Vec::new());
        for (key, value) in url::form_urlencoded::parse(query.as_bytes()) {
            match &*key {
                "site" => site = Some(value),
                "path" => paths.push(value),
                _ => {}
            }
        }
        let missing = |message| Err(ApiError::new(ErrorCode::MalformedRequest, message));
        let Some(site) = site else { return missing("`site` is missing; ask as ?site=news.example&path=/a") };
        if paths.is_empty() {
            return missing("`path` is missing; ask as ?site=news.example&path=/a");
        }
        if paths.len() > MAX_PATHS {
            let message =
                format!("{} paths are too many; ask for at most {MAX_PATHS} at a time", paths.len());
            return Err(ApiError::new(ErrorCode::TooMany, message));
        }
        Ok(Self { site, paths })
    }
}
