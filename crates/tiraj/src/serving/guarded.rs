//! A connection's bytes, under watch: who writes its request or reads its answer too slowly is cut off.

use std::io::{Error, ErrorKind, IoSlice, Result};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::{Buf, Bytes};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::Sleep;

use super::refusal::{Refusals, find_bare};

/// How long a client may take.
#[derive(Debug, Clone, Copy)]
pub(super) struct Patience {
    /// For address and headers, from their first byte.
    pub(super) head: Duration,
    /// For nothing at all, between two requests.
    pub(super) idle: Duration,
    /// For taking the next bytes of an answer.
    pub(super) stall: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self { head: Duration::from_secs(10), idle: Duration::from_secs(75), stall: Duration::from_secs(30) }
    }
}

/// How far a connection is, as the service tells the bytes below it.
#[derive(Debug, Clone, Default)]
pub(super) struct Exchange(Arc<Counts>);

#[derive(Debug, Default)]
struct Counts {
    begun: AtomicU64,
    ended: AtomicU64,
}

/// A request on its way; dropped, it is answered.
#[derive(Debug)]
pub(super) struct Ongoing(Exchange);

impl Exchange {
    /// A request has been read.
    pub(super) fn begin(&self) -> Ongoing {
        self.0.begun.fetch_add(1, Ordering::AcqRel);
        Ongoing(self.clone())
    }

    fn begun(&self) -> u64 {
        self.0.begun.load(Ordering::Acquire)
    }

    fn awaits_request(&self) -> bool {
        self.begun() == self.0.ended.load(Ordering::Acquire)
    }
}

impl Drop for Ongoing {
    fn drop(&mut self) {
        self.0.0.ended.fetch_add(1, Ordering::AcqRel);
    }
}

/// A stream under watch.
pub(super) struct Guarded<S> {
    stream: S,
    exchange: Exchange,
    patience: Patience,
    /// The request whose head `head` is about: the one after so many.
    after: u64,
    head: Deadline,
    stall: Deadline,
    refusals: Refusals,
    /// What is left to write of a refusal that stands in for a bare one.
    refusal: Bytes,
}

impl<S> Guarded<S> {
    pub(super) fn new(stream: S, exchange: Exchange, patience: Patience, refusals: Refusals) -> Self {
        Self {
            stream,
            exchange,
            patience,
            after: 0,
            head: Deadline::default(),
            stall: Deadline::default(),
            refusals,
            refusal: Bytes::new(),
        }
    }

    /// Whether a head has begun and is not whole in time.
    fn is_head_late(&mut self, context: &mut Context<'_>, has_read: bool) -> bool {
        let begun = self.exchange.begun();
        if self.after != begun {
            (self.after, self.head) = (begun, Deadline::default());
        }
        let is_reading = self.exchange.awaits_request() && (has_read || self.head.is_set());
        is_reading && self.head.is_past(context, self.patience.head)
    }

    /// Passes a write on, unless the client has not taken the one before for too long.
    fn watch(&mut self, context: &mut Context<'_>, written: Poll<Result<usize>>) -> Poll<Result<usize>> {
        if written.is_ready() {
            self.stall = Deadline::default();
        } else if self.stall.is_past(context, self.patience.stall) {
            return Poll::Ready(Err(ErrorKind::TimedOut.into()));
        }
        written
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Guarded<S> {
    fn poll_read(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        into: &mut ReadBuf<'_>,
    ) -> Poll<Result<()>> {
        let this = self.get_mut();
        let before = into.filled().len();
        let read = Pin::new(&mut this.stream).poll_read(context, into);
        if this.is_head_late(context, into.filled().len() > before) {
            return Poll::Ready(Err(Error::new(ErrorKind::TimedOut, "the request did not come in time")));
        }
        read
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Guarded<S> {
    fn poll_write(self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<Result<usize>> {
        let this = self.get_mut();
        if this.refusal.is_empty() && this.exchange.awaits_request() {
            this.refusal = find_bare(bytes).map_or_else(Bytes::new, |status| this.refusals.write(status));
        }
        if this.refusal.is_empty() {
            let written = Pin::new(&mut this.stream).poll_write(context, bytes);
            return this.watch(context, written);
        }
        while !this.refusal.is_empty() {
            let written = Pin::new(&mut this.stream).poll_write(context, &this.refusal);
            let count = ready!(this.watch(context, written))?;
            this.refusal.advance(count);
        }
        Poll::Ready(Ok(bytes.len()))
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[IoSlice<'_>],
    ) -> Poll<Result<usize>> {
        let first = slices.iter().find(|slice| !slice.is_empty());
        if let Some(first) = first.filter(|_| self.exchange.awaits_request()) {
            return self.poll_write(context, first);
        }
        let this = self.get_mut();
        let written = Pin::new(&mut this.stream).poll_write_vectored(context, slices);
        this.watch(context, written)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}

/// A time limit that begins when it is first asked about.
#[derive(Debug, Default)]
struct Deadline(Option<Pin<Box<Sleep>>>);

impl Deadline {
    fn is_set(&self) -> bool {
        self.0.is_some()
    }

    /// Whether it is past; if not, the task is woken when it is.
    fn is_past(&mut self, context: &mut Context<'_>, limit: Duration) -> bool {
        let sleep = self.0.get_or_insert_with(|| Box::pin(tokio::time::sleep(limit)));
        sleep.as_mut().poll(context).is_ready()
    }
}
