//! Stopping a query that its connection cannot stop.
//!
//! A connection that waits for the next block of a long aggregation hears nothing. So a query can be named
//! from outside: each runs with its request's number in a setting, and one thread with a connection of its
//! own kills by that number. It repeats the kill until the request is over, since a query may not have been
//! registered yet. That connection is the first to be opened and the last to be closed, and so keeps the
//! engine running between requests.
//!
//! The setting is `query_cache_tag`: a free text that the engine looks at only in its query cache, which
//! libchdb does not have. A comment in the statement would not do, the engine drops it where there are
//! parameters; and the C interface takes no query id.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use crate::chdb::Connection;

/// How often a kill is repeated while its query lives on.
const REPEAT: Duration = Duration::from_millis(50);

/// A request's number and state, known to its job, to its client's side and to the canceller.
#[derive(Debug)]
pub(crate) struct Ticket {
    id: u64,
    cancelled: AtomicBool,
    finished: AtomicBool,
}

impl Ticket {
    pub(crate) fn new(id: u64) -> Self {
        Self { id, cancelled: AtomicBool::new(false), finished: AtomicBool::new(false) }
    }

    pub(crate) fn id(&self) -> u64 {
        self.id
    }

    /// The connection argument that marks the request's queries.
    pub(crate) fn argument(&self) -> String {
        format!("--query_cache_tag=request-{}", self.id)
    }

    pub(crate) fn is_cancelled(&self) -> bool {
        self.cancelled.load(Ordering::Acquire)
    }

    /// The job is over: there is nothing left to kill.
    pub(crate) fn finish(&self) {
        self.finished.store(true, Ordering::Release);
    }

    fn is_finished(&self) -> bool {
        self.finished.load(Ordering::Acquire)
    }
}

enum Order {
    Cancel(Arc<Ticket>),
    Stop,
}

/// The thread's other end.
pub(crate) struct Canceller {
    orders: Sender<Order>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

impl Canceller {
    /// Hands `connection` to a thread of its own.
    pub(crate) fn start(connection: Connection) -> std::io::Result<Self> {
        let (orders, inbox) = mpsc::channel();
        let thread = thread::Builder::new().name("engine-canceller".to_owned());
        let thread = thread.spawn(move || serve(connection, &inbox))?;
        Ok(Self { orders, thread: Mutex::new(Some(thread)) })
    }

    /// Stops the request's query, now or as soon as it appears. Returns at once.
    pub(crate) fn cancel(&self, ticket: &Arc<Ticket>) {
        ticket.cancelled.store(true, Ordering::Release);
        // A canceller that is gone has outlived all queries.
        let _ = self.orders.send(Order::Cancel(Arc::clone(ticket)));
    }

    /// Ends the thread and closes its connection. Does nothing the second time.
    pub(crate) fn stop(&self) {
        let thread = self.thread.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(thread) = thread {
            let _ = self.orders.send(Order::Stop);
            if thread.join().is_err() {
                tracing::error!("the engine's canceller thread panicked");
            }
        }
    }
}

fn serve(mut connection: Connection, inbox: &Receiver<Order>) {
    let mut pending: Vec<Arc<Ticket>> = Vec::new();
    loop {
        let order = if pending.is_empty() {
            inbox.recv().map_err(|_| RecvTimeoutError::Disconnected)
        } else {
            inbox.recv_timeout(REPEAT)
        };
        match order {
            Ok(Order::Cancel(ticket)) => pending.push(ticket),
            Ok(Order::Stop) | Err(RecvTimeoutError::Disconnected) => return,
            Err(RecvTimeoutError::Timeout) => {}
        }
        pending.retain(|ticket| !ticket.is_finished());
        pending.iter().for_each(|ticket| kill(&mut connection, ticket));
    }
}

fn kill(connection: &mut Connection, ticket: &Ticket) {
    let sql = format!("KILL QUERY WHERE Settings['query_cache_tag'] = 'request-{}' ASYNC", ticket.id());
    if let Err(exception) = connection.query(&sql, "Null", &[]) {
        tracing::warn!(request = ticket.id(), reason = exception.message, "a query could not be cancelled");
    }
}
