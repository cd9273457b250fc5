//! Refusals: for people a page, for programs `{"error": {"code", "message", "request_id"}}`.

use std::time::Duration;

use axum::body::Body;
use axum::response::{IntoResponse, Response};
use http::{HeaderValue, StatusCode, Uri, header};
use serde::Serialize;
use tiraj_people::PeopleError;

use crate::{DashboardError, page};

/// Why a request was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Code {
    /// The address cannot be read.
    MalformedRequest,
    /// The site is not registered.
    UnknownSite,
    /// No token is shown, or none that is known.
    Unauthorized,
    /// Who asks is not who was meant.
    Unidentified,
    /// Who asks may not do this.
    Forbidden,
    /// Articles are described in a way that cannot be taken.
    InvalidArticles,
    /// More at a time than is taken.
    TooMany,
    /// Asked more often than is answered.
    RateLimited,
    /// A question that takes more time or memory than one may.
    TooLarge,
    /// The body is too long.
    PayloadTooLarge,
    /// Nothing is at this address.
    NotFound,
    /// The address does not take the method.
    MethodNotAllowed,
    /// The database is away.
    StoreUnavailable,
    /// Too many ask for the same at once.
    Busy,
    /// A defect, or a database that refuses.
    Internal,
}

impl Code {
    const fn status(self) -> StatusCode {
        match self {
            Self::MalformedRequest | Self::TooMany => StatusCode::BAD_REQUEST,
            Self::TooLarge => StatusCode::UNPROCESSABLE_ENTITY,
            Self::Unauthorized | Self::Unidentified => StatusCode::UNAUTHORIZED,
            Self::Forbidden => StatusCode::FORBIDDEN,
            Self::InvalidArticles => StatusCode::UNPROCESSABLE_ENTITY,
            Self::PayloadTooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::UnknownSite | Self::NotFound => StatusCode::NOT_FOUND,
            Self::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            Self::RateLimited => StatusCode::TOO_MANY_REQUESTS,
            Self::StoreUnavailable | Self::Busy => StatusCode::SERVICE_UNAVAILABLE,
            Self::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// The heading of its page.
    const fn title(self) -> &'static str {
        match self {
            Self::MalformedRequest => "This address is not right",
            Self::UnknownSite => "No such site",
            Self::Unauthorized | Self::Unidentified | Self::Forbidden => "Not for everyone",
            Self::InvalidArticles | Self::TooMany | Self::PayloadTooLarge => "This cannot be taken",
            Self::RateLimited | Self::Busy => "Not so fast",
            Self::TooLarge => "Too much at once",
            Self::NotFound => "Nothing here",
            Self::MethodNotAllowed => "Not like this",
            Self::StoreUnavailable => "The figures cannot be read right now",
            Self::Internal => "Something went wrong here",
        }
    }
}

/// A refusal. Its body is written where the request and its id are known, in [`Refusal::fill`].
#[derive(Debug, Clone)]
pub(crate) struct Refusal {
    code: Code,
    message: String,
    /// What the log is told and the reader is not.
    cause: Option<String>,
    /// More to read for a program.
    details: Option<serde_json::Value>,
    /// Seconds after which the same request may succeed.
    retry_after: Option<u64>,
    /// Whether the message alone is its body.
    is_plain: bool,
    /// The methods that the address takes.
    allow: Option<Box<str>>,
}

impl Refusal {
    /// A refusal with a message that says what to do.
    pub(crate) fn new(code: Code, message: impl Into<String>) -> Self {
        let retry_after = matches!(code, Code::StoreUnavailable | Code::Busy).then_some(10);
        let message = message.into();
        Self { code, message, cause: None, details: None, retry_after, is_plain: false, allow: None }
    }

    /// The same with its message alone as its body, as Plausible's interface has it.
    pub(super) fn plainly(self) -> Self {
        Self { is_plain: true, ..self }
    }

    /// The same with more to read for a program.
    pub(crate) fn with_details(self, details: serde_json::Value) -> Self {
        Self { details: Some(details), ..self }
    }

    /// A refusal of what is asked too often, which says for how long to wait.
    pub(crate) fn rate_limited(message: impl Into<String>, wait: Duration) -> Self {
        // Whole seconds, and not one too early.
        let seconds = wait.as_secs() + u64::from(wait.subsec_nanos() > 0);
        Self { retry_after: Some(seconds.max(1)), ..Self::new(Code::RateLimited, message) }
    }

    /// A refusal of a password, or of what else should tell who somebody is.
    pub(super) fn unidentified(message: &str) -> Self {
        Self::new(Code::Unidentified, message)
    }

    /// A refusal of a method, with those that the address takes.
    pub(super) fn wrong_method(methods: &str) -> Self {
        let message = "This address does not take this method; the header “allow” names those it takes.";
        Self { allow: Some(methods.into()), ..Self::new(Code::MethodNotAllowed, message) }
    }

    /// What it says.
    pub(super) fn message(&self) -> &str {
        &self.message
    }

    /// Whether the trouble is the server's, so that to fill in a form otherwise would not help.
    pub(super) fn is_of_server(&self) -> bool {
        self.code.status().is_server_error()
    }

    /// The same on the page on which it was asked, which says it where it matters.
    pub(super) fn on_page(self, html: String) -> Response {
        let mut response = self.into_response();
        response.extensions_mut().remove::<Self>();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        *response.body_mut() = Body::from(html);
        response
    }

    /// Tells the operator what is theirs to mend.
    pub(super) fn log(&self, request_id: &str) {
        let Some(cause) = &self.cause else { return };
        if self.code == Code::StoreUnavailable {
            tracing::warn!(request_id, cause, "the store does not answer");
        } else {
            tracing::error!(request_id, cause, "a page could not be made");
        }
    }

    /// Writes the body into the response that stood in for it.
    pub(super) fn fill(&self, response: &mut Response, uri: &Uri, request_id: &str) {
        let (content_type, body) = if asks_for_data(uri) {
            ("application/json", self.shape(request_id))
        } else {
            ("text/html; charset=utf-8", page::refusal(self.code.title(), &self.message, request_id))
        };
        *response.body_mut() = Body::from(body);
        let headers = response.headers_mut();
        headers.remove(header::CONTENT_LENGTH);
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
    }

    fn shape(&self, request_id: &str) -> String {
        if self.is_plain {
            return serde_json::json!({ "error": self.message }).to_string();
        }
        let mut error =
            serde_json::json!({ "code": self.code, "message": self.message, "request_id": request_id });
        if let Some(details) = &self.details {
            error["details"] = details.clone();
        }
        serde_json::json!({ "error": error }).to_string()
    }
}

/// Whether a program asks: the API, and the reports' JSON.
fn asks_for_data(uri: &Uri) -> bool {
    let mut pairs = uri.query().unwrap_or_default().split('&');
    uri.path().starts_with("/api/") || pairs.any(|pair| pair == "format=json")
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let mut response = self.code.status().into_response();
        if let Some(seconds) = self.retry_after {
            response.headers_mut().insert(header::RETRY_AFTER, seconds.into());
        }
        if self.code == Code::Unauthorized {
            response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        if let Some(Ok(methods)) = self.allow.as_deref().map(HeaderValue::from_str) {
            response.headers_mut().insert(header::ALLOW, methods);
        }
        response.extensions_mut().insert(self);
        response
    }
}

impl From<DashboardError> for Refusal {
    fn from(error: DashboardError) -> Self {
        let away = "The database does not answer. No event is lost meanwhile: what is collected waits on disk. \
                    Whoever runs Tiraj finds the cause with “tiraj doctor”.";
        let broken =
            "The page could not be made. Give the request id below to whoever runs Tiraj: the log says why.";
        let large =
            "This question takes more time or memory than one may. Ask for fewer days, or for less in each.";
        let (code, message) = if error.is_store_away() {
            (Code::StoreUnavailable, away)
        } else if error.is_too_large() {
            (Code::TooLarge, large)
        } else {
            (Code::Internal, broken)
        };
        Self { cause: Some(error.chain()), ..Self::new(code, message) }
    }
}

impl From<PeopleError> for Refusal {
    fn from(error: PeopleError) -> Self {
        let code = match &error {
            PeopleError::NotYours(_) => Code::Forbidden,
            PeopleError::Unknown(_)
            | PeopleError::NoSession(_)
            | PeopleError::NoLink(_)
            | PeopleError::Spent => Code::NotFound,
            PeopleError::NotKept(_) | PeopleError::Hash => Code::Internal,
            _ => Code::MalformedRequest,
        };
        let cause = (code == Code::Internal).then(|| error.to_string());
        Self { cause, ..Self::new(code, sentence(&error.to_string())) }
    }
}

/// An error as a sentence for a page: with a capital, and a stop.
pub(super) fn sentence(words: &str) -> String {
    let mut letters = words.chars();
    let first: String = letters.next().into_iter().flat_map(char::to_uppercase).collect();
    format!("{first}{}.", letters.as_str())
}
