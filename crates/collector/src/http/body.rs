//! The body of a request, up to a limit.

use std::sync::Arc;
use std::time::Duration;

use axum::body::HttpBody;
use axum::extract::{FromRequest, Request};
use bytes::{Bytes, BytesMut};
use http::{HeaderMap, header};
use http_body_util::BodyExt;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::App;
use super::encoding::Encoding;
use super::error::{ApiError, ErrorCode};

/// The longest body that is read, in bytes, packed and unpacked.
const MAX_BODY: usize = 1 << 20;

/// How much of a longer body is taken off the wire and thrown away. A client that sends its whole body before it reads
/// would otherwise find the connection reset in place of the answer.
const MAX_DRAINED: usize = 16 << 20;

/// How long a client may take to send it.
const PATIENCE: Duration = Duration::from_secs(30);

/// How much all bodies that are being read or worked on may take together, in bytes.
const MAX_ROOM: usize = 128 << 20;

/// Room for bodies, so that many slow senders of large ones cannot take all memory.
#[derive(Clone)]
pub(super) struct BodyRoom(Arc<Semaphore>);

impl BodyRoom {
    pub(super) fn new() -> Self {
        Self(Arc::new(Semaphore::new(MAX_ROOM)))
    }

    fn take(&self, bytes: usize) -> Result<OwnedSemaphorePermit, ApiError> {
        let bytes = u32::try_from(bytes).unwrap_or(u32::MAX);
        self.0.clone().try_acquire_many_owned(bytes).map_err(|_| {
            ApiError::new(ErrorCode::Busy, "too much is being sent at once; send it again in a moment")
        })
    }
}

/// A whole body of at most [`MAX_BODY`] bytes, and the room that it takes.
pub(super) struct LimitedBody(pub(super) Bytes, pub(super) OwnedSemaphorePermit);

impl LimitedBody {
    /// Reads a body within the room that all share, and unpacks it.
    ///
    /// # Errors
    /// When it is too long, too slow, cut short, or packed in a way that is not read here.
    pub(super) async fn read<B>(headers: &HeaderMap, body: B, room: &BodyRoom) -> Result<Self, ApiError>
    where
        B: HttpBody<Data = Bytes> + Unpin,
    {
        let declared = headers.get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok());
        let is_long =
            declared.and_then(|length| length.parse().ok()).is_some_and(|length: usize| length > MAX_BODY);
        // A client that asked first has sent nothing yet, and need not.
        if is_long && headers.contains_key(header::EXPECT) {
            return Err(too_large());
        }
        let read = tokio::time::timeout(PATIENCE, gather(body, room)).await;
        let (body, taken) = read.unwrap_or_else(|_| Err(too_slow()))?;
        Encoding::of(headers).unpack(body, MAX_BODY)?.map(|body| Self(body, taken)).ok_or_else(too_large)
    }
}

impl FromRequest<App> for LimitedBody {
    type Rejection = ApiError;

    async fn from_request(request: Request, app: &App) -> Result<Self, ApiError> {
        let (parts, body) = request.into_parts();
        Self::read(&parts.headers, body, &app.body_room).await
    }
}

async fn gather<B>(mut body: B, room: &BodyRoom) -> Result<(Bytes, OwnedSemaphorePermit), ApiError>
where
    B: HttpBody<Data = Bytes> + Unpin,
{
    let mut kept = Gathered::Nothing;
    let mut taken = room.take(0)?;
    let mut seen = 0;
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|_| ApiError::new(ErrorCode::MalformedRequest, "the body ended early"))?;
        let Ok(data) = frame.into_data() else { continue };
        seen += data.len();
        if seen <= MAX_BODY {
            taken.merge(room.take(data.len())?);
            kept.add(data);
        } else if seen > MAX_DRAINED {
            break;
        }
    }
    if seen > MAX_BODY { Err(too_large()) } else { Ok((kept.whole(), taken)) }
}

/// What came of a body. One that came in one piece, as most do, is not copied.
enum Gathered {
    Nothing,
    Piece(Bytes),
    Pieces(BytesMut),
}

impl Gathered {
    fn add(&mut self, data: Bytes) {
        *self = match std::mem::replace(self, Self::Nothing) {
            Self::Nothing => Self::Piece(data),
            Self::Piece(first) => Self::Pieces(join(BytesMut::from(first), &data)),
            Self::Pieces(all) => Self::Pieces(join(all, &data)),
        };
    }

    fn whole(self) -> Bytes {
        match self {
            Self::Nothing => Bytes::new(),
            Self::Piece(bytes) => bytes,
            Self::Pieces(all) => all.freeze(),
        }
    }
}

fn join(mut all: BytesMut, data: &[u8]) -> BytesMut {
    all.extend_from_slice(data);
    all
}

fn too_slow() -> ApiError {
    let message = "the body was not whole within 30 seconds; send fewer events at a time";
    ApiError::new(ErrorCode::RequestTimeout, message)
}

fn too_large() -> ApiError {
    ApiError::new(ErrorCode::PayloadTooLarge, "the body is longer than 1 MiB; send fewer events at a time")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bodies_share_bounded_room_and_give_it_back() {
        let room = BodyRoom::new();
        let most = room.take(MAX_ROOM).map_err(|_| ()).unwrap();
        assert!(room.take(1).is_err());
        drop(most);
        assert!(room.take(1).is_ok());
    }

    #[test]
    fn a_body_in_pieces_is_put_together() {
        for pieces in [&[][..], &["one"], &["one", "two"], &["one", "two", "", "three"]] {
            let mut gathered = Gathered::Nothing;
            pieces.iter().for_each(|piece| gathered.add(Bytes::from_static(piece.as_bytes())));
            assert_eq!(gathered.whole(), pieces.concat());
        }
    }
}
