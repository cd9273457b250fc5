//! Many clients on loopback, each with one connection on which it asks as soon as it is answered.
//!
//! As little as can be: the time that the client takes is taken from the server, for both run on the same cores.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::task::JoinSet;

use super::stopwatch::Laps;

/// Room for an answer's head and body.
const ANSWER: usize = 64 << 10;

/// What is asked, by the number of the request.
pub(super) type Questions = Arc<dyn Fn(usize) -> Vec<u8> + Send + Sync>;

/// How much is asked, and how fast.
#[derive(Debug, Clone, Copy)]
pub(super) struct Load {
    pub(super) connections: usize,
    pub(super) requests: usize,
    /// Requests a second over all connections; `None` for as many as are answered.
    pub(super) pace: Option<f64>,
}

/// Asks over many connections, and expects the given status. A request's time runs from its sending and not from the
/// moment at which it was due: the timer wakes up to a millisecond late.
pub(super) async fn ask(
    address: SocketAddr,
    load: Load,
    status: &'static str,
    questions: Questions,
) -> anyhow::Result<Laps> {
    let each = load.requests.div_ceil(load.connections);
    let gap = load.pace.map(|pace| Duration::from_secs_f64(load.connections as f64 / pace));
    let started = Instant::now();
    let mut clients = JoinSet::new();
    for client in 0..load.connections {
        let questions = questions.clone();
        clients.spawn(async move {
            let mut connection = TcpStream::connect(address).await?;
            connection.set_nodelay(true)?;
            let mut laps = Laps::default();
            // Spread over the gap, so that not all ask at once.
            let first = gap.map(|gap| started + gap * client as u32 / load.connections as u32);
            for nth in 0..each {
                if let (Some(first), Some(gap)) = (first, gap) {
                    tokio::time::sleep_until((first + gap * nth as u32).into()).await;
                }
                let request = questions(client * each + nth);
                let begun = Instant::now();
                laps.failed += usize::from(!lap(&mut connection, &request, status).await?);
                laps.record(begun.elapsed());
            }
            anyhow::Ok(laps)
        });
    }
    let mut all = Laps::default();
    while let Some(laps) = clients.join_next().await {
        all.merge(laps??);
    }
    all.elapsed = started.elapsed();
    Ok(all)
}

/// Asks once; says whether the answer was the expected one.
async fn lap(connection: &mut TcpStream, request: &[u8], status: &str) -> anyhow::Result<bool> {
    connection.write_all(request).await?;
    Ok(read_answer(connection).await?.starts_with(status))
}

/// Reads one answer with a `Content-Length` and returns its status.
async fn read_answer(connection: &mut TcpStream) -> anyhow::Result<String> {
    let mut buffer = vec![0; ANSWER];
    let mut length = 0;
    loop {
        let read = connection.read(&mut buffer[length..]).await?;
        if read == 0 {
            bail!("the server closed a connection after {length} bytes of an answer");
        }
        length += read;
        let Some(head) = find(&buffer[..length], b"\r\n\r\n") else { continue };
        let text = std::str::from_utf8(&buffer[..head]).context("an answer's head is not UTF-8")?;
        if length >= head + 4 + body_length(text) {
            return Ok(text.get(9..12).unwrap_or_default().to_owned());
        }
    }
}

fn find(bytes: &[u8], what: &[u8]) -> Option<usize> {
    bytes.windows(what.len()).position(|window| window == what)
}

fn body_length(head: &str) -> usize {
    let lengths = head.lines().filter_map(|line| line.split_once(':'));
    let mut found = lengths.filter(|(name, _)| name.eq_ignore_ascii_case("content-length"));
    found.next().and_then(|(_, length)| length.trim().parse().ok()).unwrap_or(0)
}

/// A `POST` with a body of JSON.
pub(super) fn post(path: &str, agent: &str, body: &str) -> Vec<u8> {
    format!(
        "POST {path} HTTP/1.1\r\nHost: bench.tiraj\r\nUser-Agent: {agent}\r\nContent-Type: text/plain\r\n\
         Accept-Language: az,ru;q=0.8\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    )
    .into_bytes()
}

/// A `GET`.
pub(super) fn get(path: &str, agent: &str) -> Vec<u8> {
    format!("GET {path} HTTP/1.1\r\nHost: bench.tiraj\r\nUser-Agent: {agent}\r\n\r\n").into_bytes()
}
