//! Requests that no honest client sends.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use rand::rngs::Xoshiro256PlusPlus;
use rand::{RngExt, SeedableRng};

/// How long an attacker waits for an answer.
const PATIENCE: Duration = Duration::from_secs(10);

/// One who sends what the seed says.
pub(super) struct Attacker {
    address: SocketAddr,
    dice: Xoshiro256PlusPlus,
}

impl Attacker {
    pub(super) fn new(address: SocketAddr, seed: u64) -> Self {
        Self { address, dice: Xoshiro256PlusPlus::seed_from_u64(seed) }
    }

    /// The statuses of the answers, none where the connection ended without one.
    pub(super) fn attack(mut self, requests: usize) -> Vec<Option<u16>> {
        (0..requests).map(|_| self.strike()).collect()
    }

    fn strike(&mut self) -> Option<u16> {
        let request = self.request();
        let mut stream = TcpStream::connect(self.address).ok()?;
        stream.set_read_timeout(Some(PATIENCE)).ok()?;
        stream.set_write_timeout(Some(PATIENCE)).ok()?;
        // The server may answer and close before it has read all of it.
        let _ = stream.write_all(&request.bytes);
        if !request.is_whole {
            return None;
        }
        let mut head = [0; 12];
        stream.read_exact(&mut head).ok()?;
        std::str::from_utf8(&head).ok()?.strip_prefix("HTTP/1.1 ")?.parse().ok()
    }

    fn request(&mut self) -> Request {
        match self.dice.random_range(0..12) {
            0 => self.post(Self::noise),
            1 => self.post(Self::broken_json),
            2 => self.post(|this| vec![b'['; this.dice.random_range(100..20_000)]),
            3 => self.post(Self::strange_event),
            4 => self.post(Self::strange_plausible),
            5 => self.giant_head(),
            6 => self.giant_address(),
            7 => self.wrong_method(),
            8 => self.pipelined_noise(),
            9 => self.half(),
            10 => self.odd_headers(),
            _ => self.giant_body(),
        }
    }

    fn noise(&mut self) -> Vec<u8> {
        let length = self.dice.random_range(0..2_000);
        (0..length).map(|_| self.dice.random()).collect()
    }

    /// An event with a byte or two that are not as they were.
    fn broken_json(&mut self) -> Vec<u8> {
        let event = r#"[{"site":"news.example","type":"view","url":"https://news.example/x","ts":1,"props":{"a":"b"}}]"#;
        let mut bytes = event.as_bytes().to_vec();
        for _ in 0..self.dice.random_range(1..4) {
            let at = self.dice.random_range(0..bytes.len());
            bytes[at] = self.dice.random();
        }
        bytes.truncate(self.dice.random_range(1..=bytes.len()));
        bytes
    }

    /// Whole JSON with values that nobody expects.
    fn strange_event(&mut self) -> Vec<u8> {
        let value = self.strange_value();
        let field =
            *self.pick(&["site", "type", "url", "ts", "id", "article", "props", "scroll", "ip", "new"]);
        format!(
            r#"{{"site":"news.example","type":"view","url":"https://news.example/hostile","{field}":{value}}}"#
        )
        .into_bytes()
    }

    fn strange_plausible(&mut self) -> Vec<u8> {
        let value = self.strange_value();
        let field = *self.pick(&["n", "u", "d", "p", "$", "e", "sd", "h", "r"]);
        format!(
            r#"{{"n":"pageview","u":"https://news.example/hostile","d":"news.example","{field}":{value}}}"#
        )
        .into_bytes()
    }

    fn strange_value(&mut self) -> String {
        let length = self.dice.random_range(1..5_000);
        match self.dice.random_range(0..8) {
            0 => "1e999".into(),
            1 => "-99999999999999999999999999".into(),
            2 => format!("\"{}\"", "\\u0000".repeat(length / 6)),
            3 => format!("\"{}\"", "ş\u{202e}<script>".repeat(length / 12)),
            4 => format!("{}1{}", "[".repeat(100), "]".repeat(100)),
            5 => format!("{{{}\"z\":1}}", "\"k\":\"v\",".repeat(length / 8)),
            6 => "\"https://[::1]:99999/\\ud800\"".into(),
            _ => "null".into(),
        }
    }

    fn post(&mut self, body: impl FnOnce(&mut Self) -> Vec<u8>) -> Request {
        let body = body(self);
        let path = *self.pick(&["/api/events", "/api/event"]);
        let kind = *self.pick(&["application/json", "text/plain", "application/x-ndjson", "image/png", ""]);
        let head = format!(
            "POST {path} HTTP/1.1\r\nhost: a\r\ncontent-type: {kind}\r\nuser-agent: Mozilla/5.0\r\n\
             content-length: {}\r\n\r\n",
            body.len()
        );
        Request::whole([head.into_bytes(), body].concat())
    }

    fn giant_head(&mut self) -> Request {
        let headers = format!("x: {}\r\n", "y".repeat(self.dice.random_range(1..2_000)));
        let count = self.dice.random_range(70..300);
        Request::whole(format!("GET /healthz HTTP/1.1\r\n{}\r\n", headers.repeat(count)).into_bytes())
    }

    fn giant_address(&mut self) -> Request {
        let path = *self.pick(&["/api/views?site=news.example&path=/", "/p.gif?url=", "/?site=", "/"]);
        let long = "%F0%9F".repeat(self.dice.random_range(1..15_000));
        Request::whole(format!("GET {path}{long} HTTP/1.1\r\nhost: a\r\n\r\n").into_bytes())
    }

    fn wrong_method(&mut self) -> Request {
        let method = *self.pick(&["PUT", "DELETE", "PATCH", "TRACE", "BREW", "GET", "OPTIONS"]);
        let path = *self.pick(&["/api/events", "/api/event", "/../../etc/passwd", "/api/none", "//", "*"]);
        Request::whole(format!("{method} {path} HTTP/1.1\r\nhost: a\r\n\r\n").into_bytes())
    }

    fn pipelined_noise(&mut self) -> Request {
        let mut bytes = b"GET /healthz HTTP/1.1\r\nhost: a\r\n\r\n".repeat(3);
        bytes.extend(self.noise());
        Request::whole(bytes)
    }

    /// A request that is given up.
    fn half(&mut self) -> Request {
        let mut request = self.post(Self::strange_event);
        request.bytes.truncate(self.dice.random_range(0..request.bytes.len()));
        Request { is_whole: false, ..request }
    }

    fn odd_headers(&mut self) -> Request {
        let header = *self.pick(&[
            "content-length: -1",
            "content-length: 5\r\ncontent-length: 6",
            "transfer-encoding: chunked\r\n\r\nffffffffffffffffffff",
            "transfer-encoding: gzip",
            "x-forwarded-for: 1.2.3.4, ::::, \u{7f}",
            "expect: 100-continue\r\ncontent-length: 99999999",
            "\u{0}: x",
            "no colon",
        ]);
        Request::whole(format!("POST /api/events HTTP/1.1\r\nhost: a\r\n{header}\r\n\r\n").into_bytes())
    }

    fn giant_body(&mut self) -> Request {
        // Seldom: the point is that it is refused, not how fast this machine copies.
        let length = if self.dice.random_ratio(1, 20) { 2 << 20 } else { 40_000 };
        self.post(|_| vec![b' '; length])
    }

    fn pick<'a, T>(&mut self, choices: &'a [T]) -> &'a T {
        &choices[self.dice.random_range(0..choices.len())]
    }
}

/// The bytes of a request.
struct Request {
    bytes: Vec<u8>,
    /// Whether an answer is to be expected.
    is_whole: bool,
}

impl Request {
    fn whole(bytes: Vec<u8>) -> Self {
        Self { bytes, is_whole: true }
    }
}
