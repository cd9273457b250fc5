//! A proxy before the store that can misbehave as networks, disks and overloaded databases do.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::{Request, Response, StatusCode};
use hyper_util::client::legacy::{self, connect::HttpConnector};
use hyper_util::rt::{TokioExecutor, TokioIo};
use rand::RngExt;
use tokio::io::AsyncWriteExt;
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::{Builder, Runtime};
use tokio::task::{JoinHandle, JoinSet};

use super::plan::{Dice, millis};

/// How the proxy treats requests. All but the fair mood let one in four pass, so that something goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mood {
    /// Passes all on.
    Fair,
    /// Passes them on after a while.
    Slow,
    /// Answers with an exception of the database, before or after the database has done what was asked.
    Errors,
    /// Passes them on, and breaks the connection in the place of an answer: "timed out after having inserted".
    Late,
    /// Passes a part of the request on, and breaks both connections.
    Cut,
}

/// Exceptions that pass: memory, too many parts, no space, a time-out, a read-only table.
const EXCEPTIONS: [(&str, &str); 5] = [
    ("241", "Memory limit (total) exceeded"),
    ("252", "Too many parts"),
    ("243", "Cannot reserve 1.00 MiB, not enough space"),
    ("159", "Timeout exceeded"),
    ("242", "Table is in readonly mode"),
];

/// A connection that breaks in the place of an answer.
type Broken = std::io::Error;

fn broken() -> Broken {
    Broken::other("broken on purpose, or by the store")
}

/// The proxy. Dropped, it is gone with its connections.
pub(super) struct StoreProxy {
    runtime: Runtime,
    shared: Arc<Shared>,
    address: SocketAddr,
    listening: Option<JoinHandle<()>>,
}

struct Shared {
    store: Mutex<SocketAddr>,
    mood: Mutex<Mood>,
    dice: Mutex<Dice>,
    client: legacy::Client<HttpConnector, Full<Bytes>>,
}

impl StoreProxy {
    pub(super) fn start(store: SocketAddr, dice: Dice) -> Self {
        let runtime = Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let client = legacy::Client::builder(TokioExecutor::new()).build_http();
        let shared = Shared { store: store.into(), mood: Mood::Fair.into(), dice: dice.into(), client };
        let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0")).unwrap();
        let address = listener.local_addr().unwrap();
        let mut proxy = Self { runtime, shared: Arc::new(shared), address, listening: None };
        proxy.listen(listener);
        proxy
    }

    pub(super) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Where the store is now.
    pub(super) fn lead_to(&self, store: SocketAddr) {
        *self.shared.store.lock().unwrap() = store;
    }

    pub(super) fn set(&self, mood: Mood) {
        *self.shared.mood.lock().unwrap() = mood;
    }

    /// Breaks all connections and refuses new ones.
    pub(super) fn go_away(&mut self) {
        if let Some(listening) = self.listening.take() {
            listening.abort();
            let _ = self.runtime.block_on(listening);
        }
    }

    /// Takes connections again, at the same address.
    pub(super) fn come_back(&mut self) {
        if self.listening.is_none() {
            let listener = self.runtime.block_on(TcpListener::bind(self.address)).unwrap();
            self.listen(listener);
        }
    }

    fn listen(&mut self, listener: TcpListener) {
        let shared = self.shared.clone();
        self.listening = Some(self.runtime.spawn(async move {
            // Its connections end with the task.
            let mut connections = JoinSet::new();
            while let Ok((stream, _)) = listener.accept().await {
                connections.spawn(serve(stream, shared.clone()));
                while connections.try_join_next().is_some() {}
            }
        }));
    }
}

async fn serve(stream: TcpStream, shared: Arc<Shared>) {
    let answer = |request| {
        let shared = shared.clone();
        async move { shared.answer(request).await }
    };
    let service = hyper::service::service_fn(answer);
    // An error is a connection that was broken, on purpose or by a client that was killed.
    let _ = hyper::server::conn::http1::Builder::new().serve_connection(TokioIo::new(stream), service).await;
}

impl Shared {
    async fn answer(&self, request: Request<Incoming>) -> Result<Response<Full<Bytes>>, Broken> {
        let (head, body) = request.into_parts();
        let body = body.collect().await.map_err(|_| broken())?.to_bytes();
        let mut request = Request::from_parts(head, body);
        request.headers_mut().remove("transfer-encoding");
        let mood = *self.mood.lock().unwrap();
        let (is_spared, is_first, pause) = self.draw();
        match mood {
            Mood::Fair => self.pass_on(request).await,
            Mood::Slow => {
                tokio::time::sleep(pause).await;
                self.pass_on(request).await
            }
            _ if is_spared => self.pass_on(request).await,
            Mood::Errors if is_first => Ok(self.exception()),
            Mood::Errors => self.pass_on(request).await.map(|_| self.exception()),
            Mood::Late => {
                let passed = self.pass_on(request).await;
                tokio::time::sleep(pause).await;
                passed.and(Err(broken()))
            }
            Mood::Cut => {
                self.pass_half_on(request).await;
                Err(broken())
            }
        }
    }

    fn draw(&self) -> (bool, bool, Duration) {
        let mut dice = self.dice.lock().unwrap();
        (dice.random_ratio(1, 4), dice.random(), millis(&mut dice, 50..900))
    }

    async fn pass_on(&self, request: Request<Bytes>) -> Result<Response<Full<Bytes>>, Broken> {
        let mut request = request.map(Full::new);
        let path = request.uri().path_and_query().map_or("/", |path| path.as_str());
        let uri = format!("http://{}{path}", self.store.lock().unwrap());
        *request.uri_mut() = uri.parse().unwrap();
        let answer = self.client.request(request).await.map_err(|_| broken())?;
        let (mut head, body) = answer.into_parts();
        let body = body.collect().await.map_err(|_| broken())?.to_bytes();
        head.headers.remove("transfer-encoding");
        Ok(Response::from_parts(head, Full::new(body)))
    }

    /// Writes the head and half of the body, and hangs up.
    async fn pass_half_on(&self, request: Request<Bytes>) {
        let store = *self.store.lock().unwrap();
        let Ok(mut stream) = TcpStream::connect(store).await else { return };
        let path = request.uri().path_and_query().map_or("/", |path| path.as_str());
        let mut bytes = format!("{} {path} HTTP/1.1\r\nhost: {store}\r\n", request.method()).into_bytes();
        for (name, value) in request.headers().iter().filter(|(name, _)| *name != "content-length") {
            bytes.extend([name.as_str().as_bytes(), b": ", value.as_bytes(), b"\r\n"].concat());
        }
        let body = request.body();
        bytes.extend(format!("content-length: {}\r\n\r\n", body.len()).into_bytes());
        bytes.extend(&body[..body.len() / 2]);
        let _ = stream.write_all(&bytes).await;
        let _ = stream.flush().await;
    }

    fn exception(&self) -> Response<Full<Bytes>> {
        let number = self.dice.lock().unwrap().random_range(0..EXCEPTIONS.len());
        let (code, words) = EXCEPTIONS[number];
        let body = format!("Code: {code}. DB::Exception: {words}.");
        let response = Response::builder().status(StatusCode::INTERNAL_SERVER_ERROR);
        response.header("x-clickhouse-exception-code", code).body(Full::new(body.into())).unwrap()
    }
}
