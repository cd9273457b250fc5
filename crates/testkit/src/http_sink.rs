//! An HTTP server of a test's own.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// How long a server that hangs holds a connection.
const HANGING: Duration = Duration::from_secs(30);

/// What a server does with a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HttpAct {
    /// Answers with a status, further header lines (each ended by `\r\n`), and a body.
    Answer(u16, &'static str, String),
    /// Answers 200 and never ends the body.
    Endless,
    /// Reads the request and never answers.
    Hang,
    /// Closes the connection without a word.
    Drop,
}

/// A request that came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TakenRequest {
    /// Method, path and version.
    pub line: String,
    /// The headers; names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
}

impl TakenRequest {
    /// A header's value; empty where there is none.
    #[must_use]
    pub fn header(&self, name: &str) -> &str {
        self.headers.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
    }
}

/// A server that takes requests down and does with each what it is told to. It goes on until the test's process ends.
#[derive(Debug, Clone)]
pub struct HttpSink {
    address: SocketAddr,
    taken: Arc<Mutex<Vec<TakenRequest>>>,
}

impl HttpSink {
    /// Starts one on a port that the system chooses. `act` is asked what to do with the first request (0), the second, and so on.
    #[must_use]
    pub fn start(act: impl Fn(usize) -> HttpAct + Send + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let sink = Self { address: listener.local_addr().unwrap(), taken: Arc::default() };
        let taken = sink.taken.clone();
        std::thread::spawn(move || {
            for (number, stream) in listener.incoming().enumerate() {
                let (taken, act) = (taken.clone(), act(number));
                std::thread::spawn(move || {
                    let _ = stream.and_then(|stream| answer(stream, &act, &taken));
                });
            }
        });
        sink
    }

    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// What came so far, in order.
    #[must_use]
    pub fn taken(&self) -> Vec<TakenRequest> {
        self.taken.lock().unwrap().clone()
    }
}

fn answer(mut stream: TcpStream, act: &HttpAct, taken: &Mutex<Vec<TakenRequest>>) -> std::io::Result<()> {
    if *act == HttpAct::Drop {
        return Ok(());
    }
    let request = read(stream.try_clone()?)?;
    taken.lock().unwrap().push(request);
    match act {
        HttpAct::Answer(status, headers, body) => {
            let head = format!("HTTP/1.1 {status} x\r\ncontent-length: {}\r\n{headers}\r\n", body.len());
            stream.write_all(head.as_bytes())?;
            stream.write_all(body.as_bytes())
        }
        HttpAct::Endless => {
            stream.write_all(b"HTTP/1.1 200 x\r\n\r\n")?;
            loop {
                stream.write_all(&[b' '; 4096])?;
            }
        }
        HttpAct::Hang | HttpAct::Drop => {
            std::thread::sleep(HANGING);
            Ok(())
        }
    }
}

fn read(stream: TcpStream) -> std::io::Result<TakenRequest> {
    let mut lines = BufReader::new(stream);
    let next = |lines: &mut BufReader<TcpStream>| {
        let mut line = String::new();
        lines.read_line(&mut line).map(|_| line.trim_end().to_owned())
    };
    let line = next(&mut lines)?;
    let mut headers = Vec::new();
    loop {
        let header = next(&mut lines)?;
        let Some((name, value)) = header.split_once(':') else { break };
        headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
    }
    let mut request = TakenRequest { line, headers, body: Vec::new() };
    request.body = vec![0; request.header("content-length").parse().unwrap_or(0)];
    lines.read_exact(&mut request.body)?;
    Ok(request)
}
