//! The body of a request, up to a limit.

use std::time::Duration;

use axum::body::Body;
use axum::extract::{FromRequest, Request};
use bytes::{Bytes, BytesMut};
use http::header;
use http_body_util::BodyExt;

use super::encoding::Encoding;
use super::error::{ApiError, ErrorCode};

/// The longest body that is read, in bytes, packed and unpacked.
const MAX_BODY: usize = 1 << 20;

/// How much of a longer body is taken off the wire and thrown away. A client that sends its whole body before it reads
/// would otherwise find the connection reset in place of the answer.
const MAX_DRAINED: usize = 16 << 20;

/// How long a client may take to send it.
const PATIENCE: Duration = Duration::from_secs(30);

/// A whole body of at most [`MAX_BODY`] bytes.
pub(super) struct LimitedBody(pub(super) Bytes);

impl<S: Sync> FromRequest<S> for LimitedBody {
    type Rejection = ApiError;

    async fn from_request(request: Request, _: &S) -> Result<Self, ApiError> {
        let declared = request.headers().get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok());
        let is_long =
            declared.and_then(|length| length.parse().ok()).is_some_and(|length: usize| length > MAX_BODY);
        // A client that asked first has sent nothing yet, and need not.
        if is_long && request.headers().contains_key(header::EXPECT) {
            return Err(too_large());
        }
        let encoding = Encoding::of(request.headers());
        let read = tokio::time::timeout(PATIENCE, read(request.into_body())).await;
        let body = read.unwrap_or_else(|_| Err(too_slow()))?;
        encoding.unpack(body, MAX_BODY)?.map(Self).ok_or_else(too_large)
    }
}

async fn read(mut body: Body) -> Result<Bytes, ApiError> {
    let mut kept = BytesMut::new();
    let mut seen = 0;
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|_| ApiError::new(ErrorCode::MalformedRequest, "the body ended early"))?;
        let Ok(data) = frame.into_data() else { continue };
        seen += data.len();
        if seen <= MAX_BODY {
            kept.extend_from_slice(&data);
        } else if seen > MAX_DRAINED {
            break;
        }
    }
    if seen > MAX_BODY { Err(too_large()) } else { Ok(kept.freeze()) }
}

fn too_slow() -> ApiError {
    let message = "the body was not whole within 30 seconds; send fewer events at a time";
    ApiError::new(ErrorCode::RequestTimeout, message)
}

fn too_large() -> ApiError {
    ApiError::new(ErrorCode::PayloadTooLarge, "the body is longer than 1 MiB; send fewer events at a time")
}
