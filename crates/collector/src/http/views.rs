//! `GET /api/views?site=S&path=/a&path=/b`: the live totals of up to 200 paths.

use axum::extract::{RawQuery, State};
use axum::response::Response;
use http::HeaderMap;
use serde_json::{Map, json};
use smol_str::SmolStr;
use tiraj_model::normalise_path;

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
    let question = Question::read(query.as_deref().unwrap_or_default())?;
    let site = collector.sites().get(&question.site).ok_or_else(|| {
        ApiError::new(ErrorCode::UnknownSite, "the site is not registered here; add it with `tiraj site add`")
            .with_details(json!({ "site": question.site.chars().take(64).collect::<String>() }))
    })?;
    let paths: Vec<SmolStr> = question.paths.iter().map(|path| normalise_path(path)).collect();
    let views = collector.views().of(site.name.as_str(), &paths).map_err(|error| {
        tracing::error!(%error, "the view totals cannot be read");
        ApiError::new(
            ErrorCode::StorageFailed,
            "the view totals cannot be read; check the disk of the data folder",
        )
    })?;
    let body: Map<_, _> = question.paths.into_iter().zip(views.into_iter().map(Into::into)).collect();
    let answer = Cached {
        body: serde_json::Value::Object(body).to_string().into(),
        content_type: "application/json",
        cache_control: "public, max-age=1",
    };
    Ok(answer.answer(&headers))
}

struct Question {
    site: String,
    paths: Vec<String>,
}

impl Question {
    fn read(query: &str) -> Result<Self, ApiError> {
        let (mut site, mut paths) = (None, Vec::new());
        for (key, value) in url::form_urlencoded::parse(query.as_bytes()) {
            match &*key {
                "site" => site = Some(value.into_owned()),
                "path" => paths.push(value.into_owned()),
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
