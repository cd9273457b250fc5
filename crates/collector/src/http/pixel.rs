//! `GET /p.gif`: a view from a page without script. The answer is always a picture, whatever became of the view.

use axum::extract::{RawQuery, State};
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, HeaderValue, header};

use super::error::ApiError;
use super::sender::{Visitor, text};
use crate::Collector;
use crate::CommitError;
use crate::admission::Sender;
use crate::wire::pixel::read_query;

/// A transparent GIF of one pixel.
const PIXEL: &[u8] =
    b"GIF89a\x01\0\x01\0\x80\0\0\0\0\0\0\0\0!\xF9\x04\x01\0\0\0\0,\0\0\0\0\x01\0\x01\0\0\x02\x02D\x01\0;";

/// What a request without a body shows nobody, so it is no view.
pub(super) async fn head_pixel() -> Response {
    picture()
}

pub(super) async fn get_pixel(
    State(collector): State<Collector>,
    visitor: Result<Visitor, ApiError>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    let sender = match visitor {
        Ok(Visitor(sender)) => sender,
        Err(refusal) => return refused(refusal),
    };
    let referer = text(&headers, &header::REFERER);
    let outcome = record(&collector, &query.unwrap_or_default(), &referer, &sender).await;
    let mut response = picture();
    match outcome {
        Ok(None) => {}
        Ok(Some(reason)) => {
            response.headers_mut().insert("x-tiraj-dropped", HeaderValue::from_static(reason.as_str()));
        }
        Err(error) => return refused(error.into()),
    }
    response
}

/// The picture with the status of a refusal: on a page a refusal in JSON would be a broken picture.
fn refused(refusal: ApiError) -> Response {
    let refusal = refusal.into_response();
    let mut response = picture();
    *response.status_mut() = refusal.status();
    for name in [header::RETRY_AFTER, header::CONNECTION] {
        if let Some(value) = refusal.headers().get(&name) {
            response.headers_mut().insert(name, value.clone());
        }
    }
    response
}

/// Records the view, or says why it was dropped.
async fn record(
    collector: &Collector,
    query: &str,
    referer: &str,
    sender: &Sender,
) -> Result<Option<tiraj_model::DropReason>, CommitError> {
    let admitted = read_query(query, referer).map_err(|error| (None, error.reason)).and_then(|raw| {
        collector.admission().admit(raw, sender).map_err(|refusal| (refusal.site, refusal.reason))
    });
    match admitted {
        Ok(event) => collector.submit(vec![event]).await.map(|_| None),
        Err((site, reason)) => {
            collector.refuse(site.as_ref(), reason, sender.received_at);
            Ok(Some(reason))
        }
    }
}

fn picture() -> Response {
    let headers = [
        (header::CONTENT_TYPE, "image/gif"),
        (header::CACHE_CONTROL, "no-store"),
        (header::HeaderName::from_static("cross-origin-resource-policy"), "cross-origin"),
    ];
    (headers, PIXEL).into_response()
}
