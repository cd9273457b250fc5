//! A mail server of a test's own.

use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// How long a server that hangs holds a connection.
const HANGING: Duration = Duration::from_secs(30);

/// What a server does with a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MailAct {
    /// Takes the mail.
    Take,
    /// Answers a command (`MAIL`, `RCPT`, `DATA`, or `.` for the end of the mail) with this line.
    Answer(&'static str, &'static str),
    /// Takes the mail down and never says so.
    HangAtTheEnd,
    /// Closes the connection without a word.
    Drop,
}

/// A mail that was taken down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TakenMail {
    /// The sender of the envelope.
    pub from: String,
    /// Its addressees.
    pub to: Vec<String>,
    /// What came between `DATA` and its end.
    pub data: Vec<u8>,
}

/// A server that takes mail down and does with each connection what it is told to. It goes on until the test's process ends.
#[derive(Debug, Clone)]
pub struct SmtpSink {
    address: SocketAddr,
    taken: Arc<Mutex<Vec<TakenMail>>>,
}

impl SmtpSink {
    /// Starts one on a port that the system chooses. `act` is asked what to do with the first connection (0), the second, and so on.
    #[must_use]
    pub fn start(act: impl Fn(usize) -> MailAct + Send + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let sink = Self { address: listener.local_addr().unwrap(), taken: Arc::default() };
        let taken = sink.taken.clone();
        std::thread::spawn(move || {
            for (number, stream) in listener.incoming().enumerate() {
                let (taken, act) = (taken.clone(), act(number));
                std::thread::spawn(move || {
                    let _ = stream.and_then(|stream| converse(stream, act, &taken));
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

    /// What was taken down so far, in order.
    #[must_use]
    pub fn taken(&self) -> Vec<TakenMail> {
        self.taken.lock().unwrap().clone()
    }
}

fn converse(stream: TcpStream, act: MailAct, taken: &Mutex<Vec<TakenMail>>) -> std::io::Result<()> {
    if act == MailAct::Drop {
        return Ok(());
    }
    let mut say = stream.try_clone()?;
    let mut lines = BufReader::new(stream);
    let mut mail = TakenMail { from: String::new(), to: Vec::new(), data: Vec::new() };
    say.write_all(b"220 sink ESMTP\r\n")?;
    loop {
        let mut line = String::new();
        if lines.read_line(&mut line)? == 0 {
            return Ok(());
        }
        let verb = line.split([' ', '\r', ':']).next().unwrap_or_default().to_ascii_uppercase();
        let told = match act {
            MailAct::Answer(at, answer) if at == verb => Some(answer),
            _ => None,
        };
        let path =
            || line.split_once('<').and_then(|(_, rest)| rest.split_once('>')).map_or("", |(path, _)| path);
        let answer = match verb.as_str() {
            _ if told.is_some() => told.unwrap_or_default(),
            "EHLO" => "250-sink\r\n250-8BITMIME\r\n250 SMTPUTF8",
            "MAIL" => {
                path().clone_into(&mut mail.from);
                "250 ok"
            }
            "RCPT" => {
                mail.to.push(path().to_owned());
                "250 ok"
            }
            "DATA" => {
                say.write_all(b"354 go on\r\n")?;
                mail.data = read_data(&mut lines)?;
                match act {
                    MailAct::Answer(".", answer) => answer,
                    _ => {
                        taken.lock().unwrap().push(mail.clone());
                        if act == MailAct::HangAtTheEnd {
                            std::thread::sleep(HANGING);
                            return Ok(());
                        }
                        "250 taken"
                    }
                }
            }
            "QUIT" => {
                say.write_all(b"221 bye\r\n")?;
                return Ok(());
            }
            _ => "250 ok",
        };
        say.write_all(format!("{answer}\r\n").as_bytes())?;
    }
}

/// Lines up to a dot alone; a dot at the beginning of another was doubled on the way.
fn read_data(lines: &mut impl BufRead) -> std::io::Result<Vec<u8>> {
    let mut data = Vec::new();
    loop {
        let mut line = Vec::new();
        if lines.read_until(b'\n', &mut line)? == 0 || line == b".\r\n" {
            return Ok(data);
        }
        data.extend_from_slice(line.strip_prefix(b".").unwrap_or(&line));
    }
}
