//! Given these bytes on a connection, those come back.

use std::time::Instant;

use axum::Router;
use axum::routing::get;
use tokio::sync::Notify;
use tokio::task::JoinHandle;

use super::*;

/// More bytes than a head may take.
const TOO_LONG: usize = 200_000;

struct Server {
    address: SocketAddr,
    stop: watch::Sender<bool>,
    running: JoinHandle<()>,
    /// Told when the slow route is asked.
    entered: Arc<Notify>,
}

const QUICK: Patience = Patience {
    head: Duration::from_millis(150),
    idle: Duration::from_secs(2),
    stall: Duration::from_millis(300),
};

async fn serve(most: usize, patience: Patience) -> Server {
    let entered = Arc::new(Notify::new());
    let bell = entered.clone();
    let slow = || async move {
        bell.notify_one();
        tokio::time::sleep(QUICK.head * 3).await;
        "slow"
    };
    let long = || async { vec![b'x'; 64 << 20] };
    let routes = Router::new()
        .route("/", get(|| async { [("x-request-id", "1")] }))
        .route("/slow", get(slow))
        .route("/long", get(long));
    let stop = watch::Sender::new(false);
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let listening = Listening::with_patience(routes.into(), most, stop.subscribe(), patience).unwrap();
    Server { address, stop, running: tokio::spawn(listening.run(listener)), entered }
}

impl Server {
    async fn connect(&self) -> TcpStream {
        TcpStream::connect(self.address).await.unwrap()
    }

    /// Everything that comes back until the connection ends.
    async fn send(&self, bytes: &[u8]) -> String {
        let mut stream = self.connect().await;
        // The server may end the connection before it has read everything.
        let _ = stream.write_all(bytes).await;
        read_all(&mut stream).await
    }
}

async fn read_all(stream: &mut TcpStream) -> String {
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer).await;
    String::from_utf8(answer).unwrap()
}

async fn read_some(stream: &mut TcpStream) -> String {
    let mut answer = [0; 1024];
    let count = stream.read(&mut answer).await.unwrap();
    String::from_utf8(answer[..count].to_vec()).unwrap()
}

fn check_refusal(answer: &str, status: &str, code: &str) {
    let (head, body) = answer.split_once("\r\n\r\n").unwrap_or_else(|| panic!("no answer: {answer}"));
    assert!(head.starts_with(&format!("HTTP/1.1 {status} ")), "{head}");
    let body: serde_json::Value = serde_json::from_str(body).unwrap();
    assert_eq!(body["error"]["code"], code);
    assert!(head.contains(&format!("x-request-id: {}\r\n", body["error"]["request_id"].as_str().unwrap())));
}

#[tokio::test]
async fn what_is_no_request_is_refused_in_the_one_shape() {
    let server = serve(8, Patience::default()).await;
    check_refusal(&server.send(b"\x16\x03\x01 hello\r\n\r\n").await, "400", "malformed_request");
    check_refusal(&server.send(b"GET / HTTP/1.1\r\nno colon\r\n\r\n").await, "400", "malformed_request");
    let long = format!("GET / HTTP/1.1\r\nx: {}\r\n\r\n", "a".repeat(TOO_LONG));
    check_refusal(&server.send(long.as_bytes()).await, "431", "headers_too_large");
    let many = format!("GET / HTTP/1.1\r\n{}\r\n", "a: b\r\n".repeat(200));
    check_refusal(&server.send(many.as_bytes()).await, "431", "headers_too_large");
    let long = format!("GET /{} HTTP/1.1\r\nhost: a\r\n\r\n", "a".repeat(65_530));
    let answer = server.send(long.as_bytes()).await;
    assert!(answer.starts_with("HTTP/1.1 414") || answer.starts_with("HTTP/1.1 431"), "{answer}");
    assert!(answer.contains(r#""request_id""#), "{answer}");
}

#[tokio::test]
async fn a_head_must_be_whole_in_time_but_a_pause_before_it_may_be_longer() {
    let server = serve(8, QUICK).await;
    let begun = Instant::now();
    assert_eq!(server.send(b"GET / HTTP/1.1\r\nhost: ").await, "");
    assert!(begun.elapsed() >= QUICK.head && begun.elapsed() < QUICK.idle, "{:?}", begun.elapsed());

    let mut patient = server.connect().await;
    for _ in 0..3 {
        tokio::time::sleep(QUICK.head * 2).await;
        patient.write_all(b"GET / HTTP/1.1\r\nhost: a\r\n\r\n").await.unwrap();
        assert!(read_some(&mut patient).await.starts_with("HTTP/1.1 200"));
    }
    let idle_since = Instant::now();
    assert_eq!(read_all(&mut patient).await, "");
    assert!(idle_since.elapsed() >= QUICK.idle - QUICK.head, "{:?}", idle_since.elapsed());
}

#[tokio::test]
async fn an_answer_may_take_its_time_but_not_the_reader_of_it() {
    let server = serve(8, QUICK).await;
    let answer = server.send(b"GET /slow HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n").await;
    assert!(answer.ends_with("slow"), "{answer}");

    let mut lazy = server.connect().await;
    lazy.write_all(b"GET /long HTTP/1.1\r\nhost: a\r\n\r\n").await.unwrap();
    // The answer is far longer than what the system takes off the server's hands.
    tokio::time::sleep(QUICK.stall * 3).await;
    let mut answer = Vec::new();
    let _ = lazy.read_to_end(&mut answer).await;
    assert!(answer.len() < 64 << 20, "a reader who takes nothing must be cut off");
}

#[tokio::test]
async fn a_connection_too_many_is_told_so_and_there_is_room_again_later() {
    let server = serve(2, Patience::default()).await;
    let held = [server.connect().await, server.connect().await];
    check_refusal(&server.send(b"GET / HTTP/1.1\r\nhost: a\r\n\r\n").await, "503", "busy");
    drop(held);
    while !server.send(b"GET / HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n").await.contains("200 OK") {}
}

#[tokio::test]
async fn connections_are_not_kept_open_while_they_are_scarce() {
    let server = serve(10, Patience::default()).await;
    let mut held = Vec::new();
    for _ in 0..8 {
        held.push(server.connect().await);
    }
    // Ends by itself, though the client did not ask for it.
    let answer = server.send(b"GET / HTTP/1.1\r\nhost: a\r\n\r\n").await;
    assert!(answer.contains("connection: close"), "{answer}");
}

#[tokio::test]
async fn stopping_ends_idle_connections_and_lets_requests_end() {
    let server = serve(8, Patience::default()).await;
    let mut idle = server.connect().await;
    idle.write_all(b"GET / HTTP/1.1\r\nhost: a\r\n\r\n").await.unwrap();
    assert!(read_some(&mut idle).await.starts_with("HTTP/1.1 200"));
    let mut busy = server.connect().await;
    busy.write_all(b"GET /slow HTTP/1.1\r\nhost: a\r\n\r\n").await.unwrap();
    server.entered.notified().await;
    server.stop.send_replace(true);
    assert_eq!(read_all(&mut idle).await, "");
    assert!(read_all(&mut busy).await.ends_with("slow"));
    server.running.await.unwrap();
}
