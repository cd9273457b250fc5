//! Style, script and typeface, compiled in.

use axum::response::{IntoResponse, Response};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use tiraj_reporting::chart;

const STYLE: &str = include_str!("../../../../dashboards/web/style/dashboard.css");
const FONT: &str = "font/woff2";
const SCRIPT: &str = include_str!("../../../../dashboards/web/script/live.js");

pub(super) async fn get_style(headers: HeaderMap) -> Response {
    answer(STYLE.as_bytes(), "text/css; charset=utf-8", &headers)
}

pub(super) async fn get_script(headers: HeaderMap) -> Response {
    answer(SCRIPT.as_bytes(), "text/javascript; charset=utf-8", &headers)
}

pub(super) async fn get_regular(headers: HeaderMap) -> Response {
    answer(chart::WEB_REGULAR, FONT, &headers)
}

pub(super) async fn get_bold(headers: HeaderMap) -> Response {
    answer(chart::WEB_BOLD, FONT, &headers)
}

/// The asset, or that it has not changed. Browsers keep it but ask, so that an upgrade shows at once.
fn answer(body: &'static [u8], content_type: &'static str, headers: &HeaderMap) -> Response {
    let tag = format!("\"{:08x}-{:x}\"", crc32c::crc32c(body), body.len());
    let known = headers.get_all(header::IF_NONE_MATCH).iter().any(|value| lists(value, &tag));
    let mut response = if known {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        ([(header::CONTENT_TYPE, content_type)], body).into_response()
    };
    let tag = HeaderValue::from_str(&tag).expect("a tag is made of digits");
    response.headers_mut().insert(header::ETAG, tag);
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("public, no-cache"));
    response
}

/// Whether an `If-None-Match` names the tag. Proxies that compress mark it as weak.
fn lists(value: &HeaderValue, tag: &str) -> bool {
    let mut listed = value.to_str().unwrap_or_default().split(',').map(str::trim);
    listed.any(|listed| listed == "*" || listed.strip_prefix("W/").unwrap_or(listed) == tag)
}
