//! The client: a few connections that send events in every form, and send again what was not acknowledged.

use std::io::ErrorKind;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use rand::RngExt;
use serde_json::json;

use super::book::{Book, Event};
use super::lane::{Lane, Request};
use super::plan::{Dice, Round, millis};
use crate::support::BROWSER;

/// The most new events of a connection in a round, however long the fault lasts.
const MOST: usize = 400;

/// How long an answer is waited for.
const PATIENCE: Duration = Duration::from_secs(10);

/// What the client and those who move the server share.
pub(super) struct Shared {
    pub(super) book: Arc<Book>,
    /// Where the server listens; nothing while it is known to be down.
    pub(super) address: Mutex<Option<String>>,
    pub(super) token: String,
    /// Requests that are not answered and noted yet.
    pub(super) under_way: AtomicUsize,
}

impl Shared {
    pub(super) fn new() -> Self {
        Self {
            book: Arc::default(),
            address: Mutex::default(),
            token: String::new(),
            under_way: AtomicUsize::new(0),
        }
    }

    /// Tells connections where the server is, or that it is down.
    pub(super) fn set_address(&self, address: Option<&str>) {
        *self.address.lock().unwrap() = address.map(str::to_owned);
    }

    /// Waits, while the server is down, until the book says all that was answered.
    pub(super) fn wait_for_answers(&self) {
        while self.under_way.load(Ordering::SeqCst) > 0 {
            std::thread::sleep(Duration::from_millis(5));
        }
    }
}

/// A client at work in a round.
pub(super) struct Client {
    is_quiet: Arc<AtomicBool>,
    connections: Vec<JoinHandle<Result<(), String>>>,
}

/// What became of a request.
enum Answer {
    Acknowledged,
    Refused,
    /// Nobody listens: it was not taken.
    Nobody,
    /// Nothing came back: it may have been taken.
    None,
    /// It will never be taken; the book holds why.
    Wrong,
}

struct Connection {
    lane: Lane,
    shared: Arc<Shared>,
    is_quiet: Arc<AtomicBool>,
    http: ureq::Agent,
    dice: Dice,
    prefix: String,
    made: usize,
    /// Sent and not acknowledged.
    pending: Vec<Event>,
}

impl Client {
    /// Starts a connection for each lane.
    pub(super) fn start(round: &Round, shared: &Arc<Shared>) -> Self {
        let is_quiet = Arc::new(AtomicBool::new(false));
        let connect = |(number, lane)| {
            let connection = Connection::new(lane, number, round, shared, is_quiet.clone());
            std::thread::spawn(move || connection.run())
        };
        let connections = (0..).zip(Lane::ALL).map(connect).collect();
        Self { is_quiet, connections }
    }

    /// Has it make no new events, and waits until all that it does not give up is acknowledged.
    pub(super) fn finish(self) -> anyhow::Result<()> {
        self.is_quiet.store(true, Ordering::Relaxed);
        for connection in self.connections {
            connection.join().unwrap().map_err(anyhow::Error::msg)?;
        }
        Ok(())
    }
}

/// Sends events once more over connections of their own, until they are acknowledged.
pub(super) fn send_again(round: &Round, shared: &Arc<Shared>, events: &[Event]) -> anyhow::Result<()> {
    for lane in Lane::ALL.into_iter().filter(|lane| lane.has_ids()) {
        let mut connection = Connection::new(lane, 200, round, shared, Arc::new(AtomicBool::new(true)));
        connection.pending = events.iter().filter(|event| event.lane == lane).cloned().collect();
        connection.run().map_err(anyhow::Error::msg)?;
    }
    Ok(())
}

impl Connection {
    fn new(lane: Lane, number: u64, round: &Round, shared: &Arc<Shared>, is_quiet: Arc<AtomicBool>) -> Self {
        let config = ureq::Agent::config_builder().http_status_as_error(false);
        Self {
            lane,
            shared: shared.clone(),
            is_quiet,
            http: config.timeout_global(Some(PATIENCE)).build().into(),
            dice: round.dice(100 + number),
            prefix: format!("{}-{number}", round.number),
            made: 0,
            pending: Vec::new(),
        }
    }

    /// Sends until told to be quiet, and then until nothing is pending; for no longer than a minute.
    fn run(mut self) -> Result<(), String> {
        let mut quiet_since = None;
        loop {
            let is_quiet = self.is_quiet.load(Ordering::Relaxed);
            if is_quiet {
                if self.pending.is_empty() {
                    return Ok(());
                }
                if quiet_since.get_or_insert_with(Instant::now).elapsed() > Duration::from_mins(1) {
                    let waiting = self.pending.len();
                    return Err(format!(
                        "{waiting} events of {:?} were not acknowledged within a minute",
                        self.lane
                    ));
                }
            }
            let batch = self.gather(is_quiet);
            self.shared.under_way.fetch_add(1, Ordering::SeqCst);
            let pause = if batch.is_empty() { 20..40 } else { self.deliver(batch) };
            self.shared.under_way.fetch_sub(1, Ordering::SeqCst);
            std::thread::sleep(millis(&mut self.dice, pause));
        }
    }

    /// Some that are pending, some that are new, and now and then one that was acknowledged before.
    fn gather(&mut self, is_quiet: bool) -> Vec<Event> {
        let room = self.dice.random_range(1..=self.lane.most());
        let from = self.pending.len().saturating_sub(room);
        let mut batch = self.pending.split_off(from);
        if is_quiet {
            return batch;
        }
        while batch.len() < room && self.made < MOST {
            self.made += 1;
            batch.push(self.lane.draw(format!("{}-{}", self.prefix, self.made), &mut self.dice));
        }
        if self.lane == Lane::Batch && self.dice.random_ratio(1, 4) {
            let near = self.dice.random_range(0..1000).to_string();
            batch.extend(self.shared.book.acknowledged_after(&near, self.lane));
        }
        batch
    }

    /// Sends a batch, and gives the range of milliseconds to wait for afterwards.
    fn deliver(&mut self, batch: Vec<Event>) -> std::ops::Range<u64> {
        let Some(address) = self.shared.address.lock().unwrap().clone() else {
            self.pending.extend(batch);
            return 10..40;
        };
        self.shared.book.note(&batch);
        match self.send(&address, &batch) {
            Answer::Acknowledged => {
                self.shared.book.acknowledge(&batch);
                10..60
            }
            Answer::Refused => {
                self.shared.book.refuse();
                self.pending.extend(batch);
                50..150
            }
            Answer::Nobody => {
                self.pending.extend(batch);
                20..100
            }
            Answer::None => {
                let gives_up = !self.lane.has_ids();
                let dice = &mut self.dice;
                // A few readers never come back; what they sent is stored at most once.
                self.pending.extend(batch.into_iter().filter(|_| !gives_up && !dice.random_ratio(1, 20)));
                20..100
            }
            Answer::Wrong => 20..100,
        }
    }

    fn send(&self, address: &str, batch: &[Event]) -> Answer {
        let Request { path, content_type, body } = self.lane.write(batch);
        let mut request = self.http.post(format!("{address}{path}")).header("content-type", content_type);
        request = request.header("user-agent", BROWSER);
        if self.lane == Lane::Server {
            request = request.header("authorization", format!("Bearer {}", self.shared.token));
        }
        let mut answer = match request.send(body) {
            Ok(answer) => answer,
            Err(ureq::Error::Io(error)) if error.kind() == ErrorKind::ConnectionRefused => {
                return Answer::Nobody;
            }
            Err(_) => return Answer::None,
        };
        let status = answer.status().as_u16();
        let waits = answer.headers().contains_key("retry-after");
        let Ok(text) = answer.body_mut().read_to_string() else { return Answer::None };
        match status {
            202 if self.lane.has_taken_all(&text, batch.len()) => Answer::Acknowledged,
            503 if waits => Answer::Refused,
            _ => {
                self.shared.book.complain(format!("{:?} was answered {status}: {text}", self.lane));
                Answer::Wrong
            }
        }
    }
}

/// What the property that carries an event's name is called.
pub(super) const NAME_PROPERTY: &str = "n";

/// The properties of an event.
pub(super) fn name_property(id: &str) -> serde_json::Value {
    json!({ NAME_PROPERTY: id })
}
