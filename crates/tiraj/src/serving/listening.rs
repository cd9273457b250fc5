//! The loop that takes connections, up to a limit.

use std::io::ErrorKind;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use http::StatusCode;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::Handle;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};

use super::connection::Service;
use super::crew::Crew;
use super::guarded::Patience;
use super::refusal::Refusals;
use super::{Routes, until};

/// How many connections are turned away with an answer at the same time; further ones are just closed.
const TURNED_AWAY: usize = 256;

/// How long one that is turned away may take to read why.
const FAREWELL: Duration = Duration::from_secs(1);

/// How long nothing is accepted after the system gave no connection, as when the process has no more files.
const PAUSE: Duration = Duration::from_millis(100);

/// A listener's connections.
pub(super) struct Listening {
    service: Service,
    crew: Crew,
    most: usize,
    /// One for each connection.
    places: Arc<Semaphore>,
    /// One for each that is turned away.
    exits: Arc<Semaphore>,
}

impl Listening {
    /// Connections to the given routes, at most so many at a time, until `stop` says true.
    ///
    /// # Errors
    /// When the system gives no threads.
    pub(super) fn new(routes: Routes, most: usize, stop: watch::Receiver<bool>) -> std::io::Result<Self> {
        Self::with_patience(routes, most, stop, Patience::default())
    }

    pub(super) fn with_patience(
        routes: Routes,
        most: usize,
        stop: watch::Receiver<bool>,
        patience: Patience,
    ) -> std::io::Result<Self> {
        let most = most.clamp(1, u32::MAX as usize);
        let general = Handle::current();
        Ok(Self {
            service: Service {
                routes: Arc::new(routes),
                patience,
                refusals: Refusals::default(),
                stop,
                general,
            },
            crew: Crew::muster()?,
            most,
            places: Arc::new(Semaphore::new(most)),
            exits: Arc::new(Semaphore::new(TURNED_AWAY)),
        })
    }

    /// Takes connections until told to stop, and waits until all have ended.
    pub(super) async fn run(self, listener: TcpListener) {
        let mut stopped = std::pin::pin!(until(self.service.stop.clone()));
        loop {
            tokio::select! {
                () = &mut stopped => break,
                accepted = listener.accept() => match accepted {
                    Ok((stream, peer)) => self.take(stream, peer),
                    Err(error) => pause_after(&error).await,
                },
            }
        }
        drop(listener);
        let all = u32::try_from(self.most).unwrap_or(u32::MAX);
        // Fails only where the semaphore is closed, which it never is.
        let _ = self.places.acquire_many(all).await;
    }

    fn take(&self, stream: TcpStream, peer: SocketAddr) {
        if let Ok(place) = self.places.clone().try_acquire_owned() {
            let (service, places, scarce) = (self.service.clone(), self.places.clone(), self.most / 5);
            self.crew.serve(stream, move |stream| async move {
                service.serve(stream, peer, || places.available_permits() < scarce).await;
                drop(place);
            });
        } else if let Ok(exit) = self.exits.clone().try_acquire_owned() {
            let refusal = self.service.refusals.write(StatusCode::SERVICE_UNAVAILABLE);
            tokio::spawn(async move {
                let _ = tokio::time::timeout(FAREWELL, turn_away(stream, &refusal, exit)).await;
            });
        }
    }
}

/// Answers without reading, then reads what was sent: a connection closed on unread bytes takes the answer with it.
async fn turn_away(
    mut stream: TcpStream,
    refusal: &[u8],
    _exit: OwnedSemaphorePermit,
) -> std::io::Result<()> {
    stream.write_all(refusal).await?;
    stream.shutdown().await?;
    let mut scratch = [0; 4096];
    while stream.read(&mut scratch).await? > 0 {}
    Ok(())
}

async fn pause_after(error: &std::io::Error) {
    use ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    // A client that left while it was waiting is no trouble of ours.
    if !matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset) {
        tracing::warn!(%error, "no connection can be taken; raise the limit on open files");
        tokio::time::sleep(PAUSE).await;
    }
}

#[cfg(test)]
mod tests;
