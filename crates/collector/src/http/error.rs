//! The one shape of refusals: `{"error": {"code", "message", "request_id", "details"?}}`.

use std::time::Duration;

use axum::body::Body;
use axum::response::{IntoResponse, Response};
use http::{HeaderValue, StatusCode, header};
use serde::Serialize;
use serde_json::Value;

use crate::CommitError;
use crate::wire::native::BatchError;

/// Why a request as a whole was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum ErrorCode {
    /// The request is not readable.
    MalformedRequest,
    /// A token was shown that is not believed.
    Unauthorized,
    /// The body is packed in a way that is not read here.
    UnsupportedMediaType,
    /// The body did not come in time.
    RequestTimeout,
    /// The body is too long.
    PayloadTooLarge,
    /// The request asks for or brings more items than allowed.
    TooMany,
    /// The site is not registered.
    UnknownSite,
    /// Nothing is at this path.
    NotFound,
    /// The path does not take the method.
    MethodNotAllowed,
    /// The address or the site sends more than its limit.
    RateLimited,
    /// The spool is full.
    SpoolFull,
    /// Too much is waiting, or the collector is going down.
    Busy,
    /// The disk failed.
    StorageFailed,
    /// A defect.
    Internal,
}

impl ErrorCode {
    /// The HTTP status that goes with it.
    #[must_use]
    pub(super) const fn status(self) -> StatusCode {
        match self {
            Self::MalformedRequest | Self::TooMany => StatusCode::BAD_REQUEST,
            Self::Unauthorized => StatusCode::UNAUTHORIZED,
            Self::UnsupportedMediaType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::RequestTimeout => StatusCode::REQUEST_TIMEOUT,
            Self::PayloadTooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::UnknownSite | Self::NotFound => StatusCode::NOT_FOUND,
            Self::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            Self::RateLimited => StatusCode::TOO_MANY_REQUESTS,
            Self::SpoolFull | Self::Busy | Self::StorageFailed => StatusCode::SERVICE_UNAVAILABLE,
            Self::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// Seconds after which the same request may succeed.
    const fn retry_after(self) -> Option<u64> {
        match self {
            Self::Busy => Some(1),
            Self::SpoolFull | Self::StorageFailed => Some(10),
            _ => None,
        }
    }
}

/// A refusal. Its body is written where the request's id is known, in [`ApiError::fill`].
#[derive(Debug, Clone)]
pub(super) struct ApiError {
    code: ErrorCode,
    message: String,
    details: Option<Value>,
    /// Seconds after which the same request may succeed.
    retry_after: Option<u64>,
}

impl ApiError {
    /// A refusal with a message that says what to do.
    pub(super) fn new(code: ErrorCode, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), details: None, retry_after: code.retry_after() }
    }

    /// A refusal of who sends too much, until some time has passed.
    pub(super) fn rate_limited(message: impl Into<String>, wait: Duration) -> Self {
        let seconds = wait.as_secs() + u64::from(wait.subsec_nanos() > 0);
        Self { retry_after: Some(seconds.max(1)), ..Self::new(ErrorCode::RateLimited, message) }
    }

    /// The same with more to read for a program.
    #[must_use]
    pub(super) fn with_details(self, details: Value) -> Self {
        Self { details: Some(details), ..self }
    }

    /// Writes the body into the response that stood in for it.
    pub(super) fn fill(self, response: &mut Response, request_id: &str) {
        #[derive(Serialize)]
        struct Shape<'a> {
            code: ErrorCode,
            message: &'a str,
            request_id: &'a str,
            #[serde(skip_serializing_if = "Option::is_none")]
            details: Option<Value>,
        }
        let shape = Shape { code: self.code, message: &self.message, request_id, details: self.details };
        *response.body_mut() = Body::from(serde_json::json!({ "error": shape }).to_string());
        let headers = response.headers_mut();
        headers.remove(header::CONTENT_LENGTH);
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let mut response = self.code.status().into_response();
        if let Some(seconds) = self.retry_after {
            response.headers_mut().insert(header::RETRY_AFTER, seconds.into());
        }
        if self.code == ErrorCode::RateLimited {
            // The body may not have been read; on a kept connection it would be taken for the next request.
            response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
        }
        if self.code == ErrorCode::Unauthorized {
            let challenge = HeaderValue::from_static("Bearer realm=\"tiraj\", error=\"invalid_token\"");
            response.headers_mut().insert(header::WWW_AUTHENTICATE, challenge);
        }
        response.extensions_mut().insert(self);
        response
    }
}

impl From<CommitError> for ApiError {
    fn from(error: CommitError) -> Self {
        let code = match error {
            CommitError::Busy | CommitError::Closed => ErrorCode::Busy,
            CommitError::Full => ErrorCode::SpoolFull,
            CommitError::TooLarge => ErrorCode::PayloadTooLarge,
            CommitError::Failed => ErrorCode::StorageFailed,
        };
        Self::new(code, error.to_string())
    }
}

impl From<BatchError> for ApiError {
    fn from(error: BatchError) -> Self {
        let code = match error {
            BatchError::Malformed(_) => ErrorCode::MalformedRequest,
            BatchError::TooMany(_) => ErrorCode::TooMany,
        };
        Self::new(code, error.to_string())
    }
}
