//! The way to a database: in this process, through the socket of the process that owns it, or over TCP.

use std::path::PathBuf;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use clickhouse::{Client, Compression};
use hyper_util::client::legacy;
use hyper_util::client::legacy::connect::{Connected, Connection};
use hyper_util::rt::{TokioExecutor, TokioIo};
use tiraj_engine::Engine;
use tokio::net::UnixStream;

use crate::question::question;
use crate::{StoreError, cluster};

/// Where the database is.
#[derive(Debug, Clone)]
pub enum Target {
    /// The embedded engine of this process.
    Embedded(Engine),
    /// The embedded engine of the process that listens on this Unix socket, under the path `/clickhouse`.
    Socket(PathBuf),
    /// A ClickHouse server's HTTP interface.
    Server {
        /// Its address, for example `http://127.0.0.1:8123`.
        url: String,
        /// User name; empty for the server's default.
        user: String,
        /// Password; empty for none.
        password: String,
    },
}

/// For how long a database may be silent where nobody says otherwise.
const PATIENCE: Duration = Duration::from_secs(60);

/// A database of articles and events. Clones share its connections.
#[derive(Clone)]
pub struct Store {
    pub(crate) client: Client,
    pub(crate) database: String,
    pub(crate) origin: &'static str,
    pub(crate) patience: Duration,
    /// The name of the cluster that the database is spread over.
    pub(crate) cluster: Option<Arc<str>>,
}

impl std::fmt::Debug for Store {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Store")
            .field("database", &self.database)
            .field("origin", &self.origin)
            .finish_non_exhaustive()
    }
}

impl Store {
    /// A store in the given database. Nothing is sent yet; [`Store::migrate`] makes the database where it is new.
    ///
    /// `origin` says in the database's query log which part of Tiraj asks.
    #[must_use]
    pub fn connect(target: Target, database: &str, origin: &'static str) -> Self {
        let client = match target {
            Target::Embedded(engine) => Client::with_http_client(
                legacy::Client::builder(TokioExecutor::new()).build(engine.connector()),
            )
            .with_url("http://engine"),
            Target::Socket(path) => Client::with_http_client(
                legacy::Client::builder(TokioExecutor::new()).build(SocketConnector::new(&path)),
            )
            .with_url("http://socket/clickhouse"),
            Target::Server { url, user, password } => {
                let client = Client::default().with_url(url);
                let client = if user.is_empty() { client } else { client.with_user(user) };
                if password.is_empty() { client } else { client.with_password(password) }
            }
        };
        // Compression costs more than it saves on the way through memory, and the stats are small on any way.
        let client = client.with_compression(Compression::None).with_validation(true);
        // Newer servers queue inserts by default; a batch would then be neither one part nor known by its token.
        let client = client.with_setting("async_insert", "0");
        Self {
            client: client.with_database(database),
            database: database.to_owned(),
            origin,
            patience: PATIENCE,
            cluster: None,
        }
    }

    /// The same store on a cluster of that name: tables are replicated, and the large ones sharded.
    #[must_use]
    pub fn in_cluster(self, name: &str) -> Self {
        Self { client: cluster::prepare(self.client), cluster: Some(name.into()), ..self }
    }

    /// The same store under another origin.
    #[must_use]
    pub fn with_origin(&self, origin: &'static str) -> Self {
        Self { origin, ..self.clone() }
    }

    /// The same store, which takes a database that is silent for so long while events are inserted or counted for one
    /// that is away.
    #[must_use]
    pub fn with_patience(&self, patience: Duration) -> Self {
        Self { patience, ..self.clone() }
    }

    /// Asks the database for a sign of life.
    ///
    /// # Errors
    /// When it does not answer.
    pub async fn ping(&self) -> Result<(), StoreError> {
        let without_database = Self { client: self.client.clone().with_database("default"), ..self.clone() };
        without_database.ask(question!("ping")).within(self.patience).row::<u8>().await.map(drop)
    }
}

/// Connects an HTTP client to a Unix socket, whatever the URL's host says.
#[derive(Debug, Clone)]
pub struct SocketConnector(PathBuf);

impl SocketConnector {
    /// A connector to the socket at `path`.
    #[must_use]
    pub fn new(path: &std::path::Path) -> Self {
        Self(path.to_owned())
    }
}

impl tower::Service<hyper::Uri> for SocketConnector {
    type Response = SocketStream;
    type Error = std::io::Error;
    type Future = Pin<Box<dyn Future<Output = std::io::Result<SocketStream>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<std::io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, _: hyper::Uri) -> Self::Future {
        let path = self.0.clone();
        Box::pin(async move { Ok(SocketStream(TokioIo::new(UnixStream::connect(path).await?))) })
    }
}

/// A connection over a Unix socket, as the HTTP client wants it.
pub struct SocketStream(TokioIo<UnixStream>);

impl Connection for SocketStream {
    fn connected(&self) -> Connected {
        Connected::new()
    }
}

impl hyper::rt::Read for SocketStream {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: hyper::rt::ReadBufCursor<'_>,
    ) -> Poll<std::io::Result<()>> {
        Pin::new(&mut self.0).poll_read(cx, buf)
    }
}

impl hyper::rt::Write for SocketStream {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &[u8],
    ) -> Poll<std::io::Result<usize>> {
        Pin::new(&mut self.0).poll_write(cx, buf)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<std::io::Result<()>> {
        Pin::new(&mut self.0).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<std::io::Result<()>> {
        Pin::new(&mut self.0).poll_shutdown(cx)
    }
}
