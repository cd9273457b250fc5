//! Connections that never finish what they began.

use std::io::Write;
use std::net::{SocketAddr, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

/// Slow connections, held open by a thread.
pub(super) struct Loris {
    stop: Arc<AtomicBool>,
    thread: JoinHandle<usize>,
}

impl Loris {
    /// Opens connections of which each gets a byte further from time to time; a closed one is opened again.
    pub(super) fn start(address: SocketAddr, connections: usize) -> Self {
        let stop = Arc::new(AtomicBool::new(false));
        let told = stop.clone();
        let thread = std::thread::spawn(move || {
            let mut held: Vec<_> = (0..connections).filter_map(|number| open(address, number)).collect();
            let mut opened = held.len();
            while !told.load(Ordering::Relaxed) {
                held.retain_mut(|stream| stream.write_all(b"a").is_ok());
                for number in held.len()..connections {
                    held.extend(open(address, number));
                    opened += 1;
                }
                std::thread::park_timeout(Duration::from_millis(500));
            }
            opened
        });
        Self { stop, thread }
    }

    /// Lets go of them, and says how many there were.
    pub(super) fn end(self) -> usize {
        self.stop.store(true, Ordering::Relaxed);
        self.thread.thread().unpark();
        self.thread.join().unwrap()
    }
}

/// Half of them stop within the head, half within the body.
fn open(address: SocketAddr, number: usize) -> Option<TcpStream> {
    let begun = if number.is_multiple_of(2) {
        &b"GET /api/views?site=news.example HTTP/1.1\r\nx-slow: "[..]
    } else {
        b"POST /api/events HTTP/1.1\r\nhost: a\r\ncontent-length: 100000\r\n\r\n[{"
    };
    let mut stream = TcpStream::connect(address).ok()?;
    stream.write_all(begun).ok()?;
    Some(stream)
}
