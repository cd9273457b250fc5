//! The body of an answer: the query's events as bytes, its failure included.

use std::io;
use std::time::Duration;

use axum::body::Body;
use bytes::Bytes;
use futures_util::{Stream, stream};
use tokio::sync::mpsc;

use crate::core::Leash;
use crate::job::Event;

/// How long a client has to read the exception before the connection breaks: the server gives up what it has
/// not written out by then. A client that understands the exception hangs up at once.
const GRACE: Duration = Duration::from_secs(1);

/// A result on its way to the client. Dropped early, it cancels the query.
pub(crate) struct Reply {
    pub(crate) events: mpsc::Receiver<Event>,
    pub(crate) leash: Leash,
    /// The response's `X-ClickHouse-Exception-Tag`.
    pub(crate) tag: String,
}

enum Stage {
    First(Bytes, Reply),
    Running(Reply),
    Broken,
    Ended,
}

impl Reply {
    /// A body that begins with `first`.
    pub(crate) fn into_body(self, first: Bytes) -> Body {
        Body::from_stream(self.chunks(first))
    }

    fn chunks(self, first: Bytes) -> impl Stream<Item = io::Result<Bytes>> + Send {
        stream::unfold(Stage::First(first, self), |stage| async move {
            match stage {
                Stage::First(chunk, reply) => Some((Ok(chunk), Stage::Running(reply))),
                Stage::Running(reply) => reply.step().await,
                Stage::Broken => {
                    tokio::time::sleep(GRACE).await;
                    Some((Err(io::Error::other("the query failed while its result was sent")), Stage::Ended))
                }
                Stage::Ended => None,
            }
        })
    }

    async fn step(mut self) -> Option<(io::Result<Bytes>, Stage)> {
        match self.events.recv().await {
            Some(Event::Chunk(chunk)) => Some((Ok(chunk), Stage::Running(self))),
            Some(Event::End { .. }) => {
                self.leash.release();
                None
            }
            Some(Event::Failed(exception)) => {
                self.leash.release();
                Some((Ok(Bytes::from(exception.trailer(&self.tag))), Stage::Broken))
            }
            None => Some((Err(io::Error::other("the query ended without a word")), Stage::Ended)),
        }
    }
}
