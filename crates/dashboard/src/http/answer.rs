//! The forms in which figures leave: JSON, CSV that spreadsheets open safely, and an Arrow stream.

use axum::extract::FromRequestParts;
use axum::response::{IntoResponse, Response};
use axum::{Json, extract::Query};
use http::request::Parts;
use http::{HeaderMap, HeaderValue, header};
use serde::Serialize;
use tiraj_reporting::spreadsheet::Sheet;

use super::refusal::{Code, Refusal};

/// The form of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    Json,
    Csv,
    Arrow,
}

/// An answer that is a table as well.
pub(super) trait Tabular: Serialize {
    /// The answer as one table, without what is not of a row.
    fn table(&self) -> Sheet;
}

impl Format {
    /// Every form.
    pub(super) const ALL: [Self; 3] = [Self::Json, Self::Csv, Self::Arrow];

    /// Its name in `?format=`.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Csv => "csv",
            Self::Arrow => "arrow",
        }
    }

    /// Its media type, for `Accept`.
    pub(super) const fn media(self) -> &'static str {
        match self {
            Self::Json => "application/json",
            Self::Csv => "text/csv",
            Self::Arrow => "application/vnd.apache.arrow.stream",
        }
    }

    /// The first form that a caller names; JSON for browsers, which take anything.
    fn accepted(headers: &HeaderMap) -> Self {
        let accepted = headers.get_all(header::ACCEPT).iter().filter_map(|value| value.to_str().ok());
        let mut named = accepted.flat_map(|value| value.split(',')).filter_map(|part| {
            let media = part.split(';').next()?.trim();
            Self::ALL.into_iter().find(|format| media.eq_ignore_ascii_case(format.media()))
        });
        named.next().unwrap_or(Self::Json)
    }

    /// An answer in this form.
    pub(super) fn answer<T: Tabular>(self, answer: &T) -> Result<Response, Refusal> {
        let typed = |media, body: Vec<u8>| {
            ([(header::CONTENT_TYPE, HeaderValue::from_static(media))], body).into_response()
        };
        let mut response = match self {
            Self::Json => Json(answer).into_response(),
            Self::Csv => typed("text/csv; charset=utf-8", answer.table().csv().into_bytes()),
            Self::Arrow => {
                let stream = answer.table().arrow();
                let broken = |_| Refusal::new(Code::Internal, "The answer could not be put together.");
                typed(Self::Arrow.media(), stream.map_err(broken)?)
            }
        };
        response.headers_mut().insert(header::VARY, HeaderValue::from_static("accept"));
        Ok(response)
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Format {
    type Rejection = Refusal;

    /// What `?format=` says goes before the header.
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Refusal> {
        let pairs = Query::<Vec<(String, String)>>::try_from_uri(&parts.uri).unwrap_or_default().0;
        let Some((_, asked)) = pairs.into_iter().find(|(name, _)| name == "format") else {
            return Ok(Self::accepted(&parts.headers));
        };
        Self::ALL.into_iter().find(|format| format.name() == asked).ok_or_else(|| {
            let shown: String = asked.chars().take(64).collect();
            let message = format!("There is no format “{shown}”; use one of: json, csv, arrow.");
            Refusal::new(Code::MalformedRequest, message)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_is_given_to_who_names_it() {
        for (accept, expected) in [
            ("text/csv", Format::Csv),
            ("text/html, text/csv;q=0.5", Format::Csv),
            ("application/vnd.apache.arrow.stream", Format::Arrow),
            ("*/*", Format::Json),
        ] {
            let headers = HeaderMap::from_iter([(header::ACCEPT, accept.parse().unwrap())]);
            assert_eq!(Format::accepted(&headers), expected, "{accept}");
        }
    }
}
