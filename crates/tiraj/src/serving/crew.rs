//! The threads that serve connections: one a core, each with a runtime of its own.
//!
//! A connection stays on one thread for its life, so that an event's way from the socket to the committer and back
//! crosses no queue that threads share. What may take long, as an editor's report, runs on the general runtime and
//! delays no event; see [`Service`](super::connection::Service).

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread::JoinHandle;

use tokio::net::TcpStream;
use tokio::runtime::{Builder, Handle};
use tokio::sync::oneshot;

/// The threads. Dropped, they end with all connections that they still have.
#[derive(Debug)]
pub(super) struct Crew(Vec<Member>);

#[derive(Debug)]
struct Member {
    runtime: Handle,
    /// Its connections.
    load: Arc<AtomicUsize>,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Crew {
    /// As many threads as there are cores.
    ///
    /// # Errors
    /// When the system gives none.
    pub(super) fn muster() -> std::io::Result<Self> {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        (0..cores).map(Member::hire).collect::<std::io::Result<_>>().map(Self)
    }

    /// Has the thread with the fewest connections serve one more to its end.
    pub(super) fn serve<F>(&self, stream: TcpStream, serve: impl FnOnce(TcpStream) -> F + Send + 'static)
    where
        F: Future<Output = ()> + Send,
    {
        let least = self.0.iter().min_by_key(|member| member.load.load(Ordering::Relaxed));
        // Taken off the listener's runtime: it is the member's own that waits for the socket from now on.
        let (Some(member), Ok(stream)) = (least, stream.into_std()) else { return };
        let load = Load::add(&member.load);
        member.runtime.spawn(async move {
            if let Ok(stream) = TcpStream::from_std(stream) {
                serve(stream).await;
            }
            drop(load);
        });
    }
}

impl Member {
    fn hire(number: usize) -> std::io::Result<Self> {
        let runtime = Builder::new_current_thread().enable_all().build()?;
        let handle = runtime.handle().clone();
        let (stop, stopped) = oneshot::channel();
        let work = move || {
            // A sender that is gone means the end as well.
            let _ = runtime.block_on(stopped);
        };
        let thread = std::thread::Builder::new().name(format!("connections-{number}")).spawn(work)?;
        Ok(Self { runtime: handle, load: Arc::default(), stop: Some(stop), thread: Some(thread) })
    }
}

impl Drop for Member {
    fn drop(&mut self) {
        drop(self.stop.take());
        if self.thread.take().is_some_and(|thread| thread.join().is_err()) {
            tracing::error!("a thread that served connections panicked");
        }
    }
}

/// One connection in a member's count, until it is dropped.
struct Load(Arc<AtomicUsize>);

impl Load {
    fn add(count: &Arc<AtomicUsize>) -> Self {
        count.fetch_add(1, Ordering::Relaxed);
        Self(Arc::clone(count))
    }
}

impl Drop for Load {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use tokio::net::TcpListener;
    use tokio::sync::mpsc;

    use super::*;

    #[tokio::test]
    async fn connections_are_shared_out_evenly_and_leave_the_count_when_they_end() {
        let crew = Crew::muster().unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (entered, mut entries) = mpsc::unbounded_channel();
        let mut clients = Vec::new();
        for _ in 0..3 * crew.0.len() {
            clients.push(TcpStream::connect(address).await.unwrap());
            let (stream, _) = listener.accept().await.unwrap();
            let entered = entered.clone();
            crew.serve(stream, move |stream| async move {
                entered.send(()).unwrap();
                let mut byte = [0];
                let _ = stream.readable().await;
                let _ = stream.try_read(&mut byte);
            });
            entries.recv().await.unwrap();
        }
        assert!(crew.0.iter().all(|member| member.load.load(Ordering::Relaxed) == 3));
        drop(clients);
        while crew.0.iter().any(|member| member.load.load(Ordering::Relaxed) > 0) {
            tokio::task::yield_now().await;
        }
    }
}
