//! One process follows another on a port that stays open, and nobody who sends events notices.

use std::net::TcpListener;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use crate::support::{BROWSER, Server, run_json};

/// How many send at once, and for how long each process serves.
const SENDERS: u64 = 8;
const SERVED: Duration = Duration::from_millis(700);

/// How long a sender rests between two events: it must not wear out the ports of this machine.
const REST: Duration = Duration::from_millis(4);

/// Sends views, each over a connection of its own, until told to stop; gives how many were acknowledged, or the first failure.
fn send(address: &str, sender: u64, is_over: &AtomicBool) -> Result<u64, String> {
    for number in 0.. {
        if is_over.load(Ordering::Relaxed) {
            return Ok(number);
        }
        let event = serde_json::json!({
            "site": "news.example", "type": "view", "url": "https://news.example/a", "id": format!("{sender}-{number}"),
        });
        let request = ureq::post(format!("{address}/api/events"))
            .header("content-type", "application/json")
            .header("user-agent", BROWSER)
            .header("connection", "close");
        let answer = request.send(event.to_string()).map_err(|error| format!("event {number}: {error}"))?;
        if answer.status() != 202 {
            return Err(format!("event {number}: {}", answer.status()));
        }
        std::thread::sleep(REST);
    }
    unreachable!("there are always more numbers")
}

#[test]
fn nobody_is_refused_and_nothing_is_lost_while_one_process_follows_another() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let mut server = Server::take_over(&data, &listener);
    let (is_over, sent) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicU64::new(0)));
    let senders: Vec<_> = (0..SENDERS)
        .map(|sender| {
            let (address, is_over, sent) = (address.clone(), is_over.clone(), sent.clone());
            std::thread::spawn(move || {
                sent.fetch_add(send(&address, sender, &is_over)?, Ordering::Relaxed);
                Ok::<_, String>(())
            })
        })
        .collect();
    for _ in 0..3 {
        std::thread::sleep(SERVED);
        server.stop();
        server = Server::take_over(&data, &listener);
    }
    std::thread::sleep(SERVED);
    is_over.store(true, Ordering::Relaxed);
    for sender in senders {
        sender.join().unwrap().unwrap();
    }
    let sent = sent.load(Ordering::Relaxed);
    assert!(sent > 100, "only {sent} events were sent, which shows nothing");
    assert_eq!(server.views("/a"), sent);
    // At its end everything is in the store.
    server.stop();
    let ledger = run_json(&data, &["ledger", "--site", "news.example", "--verify", "--json"]);
    let stored: u64 =
        ledger["rows"].as_array().unwrap().iter().map(|row| row["stored"].as_u64().unwrap()).sum();
    assert_eq!(stored, sent, "{ledger:#}");
}
