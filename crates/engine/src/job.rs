//! A request at work on the engine. Runs on a blocking thread and owns its slot and connection.

use bytes::Bytes;
use tokio::runtime::Handle;
use tokio::sync::{mpsc, watch};

use crate::chdb::{Connection, Document, ResultStream};
use crate::core::Slot;
use crate::exception::{Exception, code};
use crate::framing::Framing;
use crate::session::{self, Scope};
use crate::statement::{self, OutputFormat};

/// A whole result is handed over in pieces of this size.
const PIECE: usize = 1 << 20;

/// A statement to run as it stands.
pub(crate) struct Query {
    pub(crate) scope: Scope,
    pub(crate) parameters: Vec<(String, String)>,
    pub(crate) sql: String,
    pub(crate) format: String,
}

/// An `INSERT` whose data arrives piece by piece.
pub(crate) struct Insert {
    pub(crate) scope: Scope,
    pub(crate) parameters: Vec<(String, String)>,
    pub(crate) head: String,
    pub(crate) format: String,
}

/// What a running query tells its client.
#[derive(Debug)]
pub(crate) enum Event {
    Chunk(Bytes),
    Failed(Exception),
    End { rows_written: u64 },
}

/// A part of an `INSERT`'s body. A channel that closes without `End` is a client that went away.
#[derive(Debug)]
pub(crate) enum Piece {
    Data(Bytes),
    End,
}

fn aborted() -> Exception {
    Exception::new(code::ABORTED, "The request was given up before it ended. (ABORTED)")
}

/// Channel ends on a blocking thread: each wait also ends when the engine is to close.
struct Line {
    runtime: Handle,
    closing: watch::Receiver<bool>,
}

impl Line {
    fn of(slot: &Slot) -> Self {
        Self { runtime: Handle::current(), closing: slot.closing() }
    }

    fn send(&mut self, events: &mpsc::Sender<Event>, event: Event) -> Result<(), Exception> {
        let closing = &mut self.closing;
        self.runtime.block_on(async {
            tokio::select! {
                biased;
                sent = events.send(event) => sent.map_err(|_| aborted()),
                _ = closing.wait_for(|closing| *closing) => Err(aborted()),
            }
        })
    }

    fn receive(&mut self, pieces: &mut mpsc::Receiver<Piece>) -> Result<Piece, Exception> {
        let closing = &mut self.closing;
        self.runtime.block_on(async {
            tokio::select! {
                biased;
                piece = pieces.recv() => piece.ok_or_else(aborted),
                _ = closing.wait_for(|closing| *closing) => Err(aborted()),
            }
        })
    }
}

/// Runs a query; its last event is `Failed` or `End`, unless nobody listens any more.
pub(crate) fn run_query(slot: &Slot, query: &Query, events: &mpsc::Sender<Event>) {
    let mut line = Line::of(slot);
    let last = match answer(slot, query, events, &mut line) {
        Ok(rows_written) => Event::End { rows_written },
        Err(exception) => Event::Failed(exception),
    };
    // Fails only if the client is gone, who then needs no answer.
    let _ = line.send(events, last);
}

fn answer(
    slot: &Slot,
    query: &Query,
    events: &mpsc::Sender<Event>,
    line: &mut Line,
) -> Result<u64, Exception> {
    if slot.ticket.is_cancelled() {
        return Err(aborted());
    }
    let mut connection = session::open(slot, &query.scope)?;
    let framing = match statement::output_format(&query.sql) {
        OutputFormat::Default => Framing::of_query(&query.format, &query.sql, &query.scope.settings),
        OutputFormat::Named(format) => Framing::of_query(format, &query.sql, &query.scope.settings),
        OutputFormat::Unsure => None,
    };
    if let Some(framing) = framing {
        match connection.stream(&query.sql, &query.format, &query.parameters) {
            Ok(stream) => return pump(stream, framing, |chunk| line.send(events, Event::Chunk(chunk))),
            Err(exception) if exception.is_no_stream() => {}
            Err(exception) => return Err(exception),
        }
    } else {
        ensure_single(&mut connection, query)?;
    }
    let document = connection.query(&query.sql, &query.format, &query.parameters)?;
    hand_over(&document, |chunk| line.send(events, Event::Chunk(chunk)))
}

/// `Connection::query` would run several statements; the stream parses first and refuses them.
fn ensure_single(connection: &mut Connection, query: &Query) -> Result<(), Exception> {
    if connection.count_statements(&query.sql) == 1 {
        return Ok(());
    }
    let refusal = connection.stream(&query.sql, &query.format, &query.parameters).err();
    let several = "Syntax error (Multi-statements are not allowed). (SYNTAX_ERROR)";
    Err(refusal.unwrap_or_else(|| Exception::new(code::SYNTAX_ERROR, several)))
}

fn pump(
    mut stream: ResultStream<'_>,
    framing: Framing,
    mut send: impl FnMut(Bytes) -> Result<(), Exception>,
) -> Result<u64, Exception> {
    let mut joiner = framing.joiner();
    while let Some(block) = stream.next()? {
        let chunk = Bytes::copy_from_slice(joiner.join(block.bytes())?);
        drop(block);
        if !chunk.is_empty() {
            send(chunk)?;
        }
    }
    let footer = joiner.finish();
    if !footer.is_empty() {
        send(Bytes::from_static(footer))?;
    }
    Ok(0)
}

fn hand_over(
    document: &Document,
    mut send: impl FnMut(Bytes) -> Result<(), Exception>,
) -> Result<u64, Exception> {
    document.bytes().chunks(PIECE).try_for_each(|piece| send(Bytes::copy_from_slice(piece)))?;
    Ok(document.rows_written())
}

/// Runs an insert and returns the rows written. A body that breaks off cancels it.
pub(crate) fn run_insert(
    slot: &Slot,
    insert: &Insert,
    mut pieces: mpsc::Receiver<Piece>,
) -> Result<u64, Exception> {
    let mut line = Line::of(slot);
    let mut connection = session::open(slot, &insert.scope)?;
    let mut stream = connection.insert(&insert.head, &insert.format, &insert.parameters)?;
    while let Piece::Data(data) = line.receive(&mut pieces)? {
        if !data.is_empty() && !stream.append(&data) {
            break;
        }
    }
    stream.finish()
}
