//! A connection's bytes, under watch: who writes its request or reads its answer too slowly is cut off.

use std::io::{Error, ErrorKind, IoSlice, Result};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Context, Poll, ready};
use std::time::{Duration, Instant};

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

    /// How many requests have been read.
    pub(super) fn begun(&self) -> u64 {
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
    /// The request that is waited for: the one after so many.
    after: u64,
    /// Since when it is waited for, and since when its head comes in.
    idle_since: Instant,
    head_since: Option<Instant>,
    /// Wakes the connection when one of these may have taken too long.
    alarm: Alarm,
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
            idle_since: Instant::now(),
            head_since: None,
            alarm: Alarm::default(),
            stall: Deadline::default(),
            refusals,
            refusal: Bytes::new(),
        }
    }

    /// Until when something must come in; `None` while a request is answered.
    fn read_deadline(&mut self, has_read: bool) -> Option<Instant> {
        if !self.exchange.awaits_request() {
            return None;
        }
        let begun = self.exchange.begun();
        if self.after != begun {
            (self.after, self.idle_since, self.head_since) = (begun, Instant::now(), None);
        }
        if has_read {
            self.head_since.get_or_insert_with(Instant::now);
        }
        Some(self.head_since.map_or(self.idle_since + self.patience.idle, |since| since + self.patience.head))
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
        let has_read = into.filled().len() > before;
        let Some(deadline) = this.read_deadline(has_read) else { return read };
        // Time is looked at where a client lets wait, or sends a head in many pieces.
        let may_be_late = read.is_pending() || this.alarm.has_rung();
        if may_be_late && this.alarm.is_due(context, deadline) {
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
        let is_own = !self.refusal.is_empty() || self.exchange.awaits_request();
        // Head and body of an ordinary answer leave in one piece; only what may be a bare refusal is looked at alone.
        if let Some(first) =
            first.filter(|first| is_own && (!self.refusal.is_empty() || find_bare(first).is_some()))
        {
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
    /// Whether it is past; if not, the task is woken when it is.
    fn is_past(&mut self, context: &mut Context<'_>, limit: Duration) -> bool {
        let sleep = self.0.get_or_insert_with(|| Box::pin(tokio::time::sleep(limit)));
        sleep.as_mut().poll(context).is_ready()
    }
}

/// A timer for a deadline that nearly always moves on before it comes. It is set to a moment not later than the deadline
/// and set anew when it rings too early, so that a request costs no change of it.
#[derive(Debug, Default)]
struct Alarm(Option<Pin<Box<Sleep>>>);

impl Alarm {
    /// Whether it has rung and was not set anew.
    fn has_rung(&self) -> bool {
        self.0.as_ref().is_some_and(|sleep| sleep.is_elapsed())
    }

    /// Whether the deadline is past; if not, the task is woken when it may be.
    fn is_due(&mut self, context: &mut Context<'_>, deadline: Instant) -> bool {
        let deadline = deadline.into();
        let sleep = self.0.get_or_insert_with(|| Box::pin(tokio::time::sleep_until(deadline)));
        if sleep.deadline() > deadline || (sleep.is_elapsed() && sleep.deadline() < deadline) {
            sleep.as_mut().reset(deadline);
        }
        // It may ring right now, too early for a deadline that has moved on: then once more.
        while sleep.as_mut().poll(context).is_ready() {
            if sleep.deadline() >= deadline {
                return true;
            }
            sleep.as_mut().reset(deadline);
        }
        false
    }
}
