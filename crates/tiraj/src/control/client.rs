//! The command's side.

use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use arrow::array::RecordBatch;
use bytes::Bytes;
use http::{Method, Request};
use http_body_util::{BodyExt, Full};
use hyper_util::client::legacy;
use hyper_util::rt::TokioExecutor;
use serde::de::DeserializeOwned;
use tiraj_model::{BatchId, Site, SiteName, Token};
use tiraj_people::{Done, Entry, Order};
use tiraj_store::SocketConnector;

use super::{EraseOrder, Erased, LedgerQuestion, Loaded, Newsroom, Owner};
use crate::ledger::Reading;
use crate::spool_state::{LetterOutcome, SpoolState};

/// A connection to the owner of a data folder.
#[derive(Debug, Clone)]
pub(crate) struct Client {
    socket: PathBuf,
    http: legacy::Client<SocketConnector, Full<Bytes>>,
    owner: Owner,
}

impl Client {
    /// Reaches the owner that listens on a socket; `None` where nobody listens.
    pub(crate) async fn connect(socket: &Path) -> anyhow::Result<Option<Self>> {
        if tokio::net::UnixStream::connect(socket).await.is_err() {
            return Ok(None);
        }
        let http = legacy::Client::builder(TokioExecutor::new()).build(SocketConnector::new(socket));
        let owner = Owner { pid: 0, embedded: false, database: String::new() };
        let mut client = Self { socket: socket.to_owned(), http, owner };
        client.owner = client.ask(Method::GET, "/control/owner", Bytes::new()).await?;
        Ok(Some(client))
    }

    /// The socket.
    pub(crate) fn socket(&self) -> &Path {
        &self.socket
    }

    /// What the owner says of itself.
    pub(crate) fn owner(&self) -> &Owner {
        &self.owner
    }

    pub(crate) async fn flush(&self) -> anyhow::Result<()> {
        self.send(Method::POST, "/control/flush", Bytes::new()).await.map(drop)
    }

    pub(crate) async fn begin_bulk(&self) -> anyhow::Result<()> {
        self.send(Method::POST, "/control/bulk/begin", Bytes::new()).await.map(drop)
    }

    pub(crate) async fn load_bulk(&self, frames: &[RecordBatch]) -> anyhow::Result<u64> {
        let Some(stream) = tiraj_frames::write_stream(frames)? else { return Ok(0) };
        let loaded: Loaded = self.ask(Method::POST, "/control/bulk", stream.into()).await?;
        Ok(loaded.rows)
    }

    pub(crate) async fn finish_bulk(&self) -> anyhow::Result<()> {
        self.send(Method::POST, "/control/bulk/finish", Bytes::new()).await.map(drop)
    }

    pub(crate) async fn sites(&self) -> anyhow::Result<Vec<Site>> {
        self.ask(Method::GET, "/control/sites", Bytes::new()).await
    }

    pub(crate) async fn put_site(&self, site: &Site) -> anyhow::Result<()> {
        self.send(Method::PUT, &path_of(&site.name), serde_json::to_vec(site)?.into()).await.map(drop)
    }

    pub(crate) async fn remove_site(&self, name: &SiteName) -> anyhow::Result<()> {
        self.send(Method::DELETE, &path_of(name), Bytes::new()).await.map(drop)
    }

    pub(crate) async fn tokens(&self) -> anyhow::Result<Vec<Token>> {
        self.ask(Method::GET, "/control/tokens", Bytes::new()).await
    }

    pub(crate) async fn add_token(&self, token: &Token) -> anyhow::Result<()> {
        self.send(Method::POST, "/control/tokens", serde_json::to_vec(token)?.into()).await.map(drop)
    }

    pub(crate) async fn revoke_token(&self, name: &str) -> anyhow::Result<()> {
        self.send(Method::DELETE, &format!("/control/tokens/{}", in_path(name)), Bytes::new()).await.map(drop)
    }

    pub(crate) async fn newsroom(&self) -> anyhow::Result<Newsroom> {
        self.ask(Method::GET, "/control/people", Bytes::new()).await
    }

    pub(crate) async fn obey(&self, order: &Order) -> anyhow::Result<Done> {
        self.ask(Method::POST, "/control/people", serde_json::to_vec(order)?.into()).await
    }

    pub(crate) async fn audit(&self, most: usize) -> anyhow::Result<Vec<Entry>> {
        self.ask(Method::GET, &format!("/control/audit?most={most}"), Bytes::new()).await
    }

    pub(crate) async fn spool_state(&self) -> anyhow::Result<SpoolState> {
        self.ask(Method::GET, "/control/spool", Bytes::new()).await
    }

    pub(crate) async fn retry_letters(&self, named: &[BatchId]) -> anyhow::Result<Vec<LetterOutcome>> {
        self.ask(Method::POST, "/control/dead-letters/retry", serde_json::to_vec(named)?.into()).await
    }

    pub(crate) async fn drop_letters(&self, named: &[BatchId]) -> anyhow::Result<Vec<LetterOutcome>> {
        self.ask(Method::POST, "/control/dead-letters/drop", serde_json::to_vec(named)?.into()).await
    }

    pub(crate) async fn begin_backup(&self) -> anyhow::Result<()> {
        self.send(Method::POST, "/control/backup/begin", Bytes::new()).await.map(drop)
    }

    pub(crate) async fn end_backup(&self) -> anyhow::Result<()> {
        self.send(Method::POST, "/control/backup/end", Bytes::new()).await.map(drop)
    }

    pub(crate) async fn erase(&self, order: &EraseOrder) -> anyhow::Result<Erased> {
        self.ask(Method::POST, "/control/erase", serde_json::to_vec(order)?.into()).await
    }

    pub(crate) async fn ledger(&self, question: LedgerQuestion) -> anyhow::Result<Reading> {
        let LedgerQuestion { from, to, proof } = question;
        let path = format!("/control/ledger?from={from}&to={to}&proof={proof}");
        self.ask(Method::GET, &path, Bytes::new()).await
    }

    pub(super) async fn ask<T: DeserializeOwned>(
        &self,
        method: Method,
        path: &str,
        body: Bytes,
    ) -> anyhow::Result<T> {
        let answer = self.send(method, path, body).await?;
        serde_json::from_slice(&answer).context("the running tiraj is of another version; restart it")
    }

    pub(super) async fn send(&self, method: Method, path: &str, body: Bytes) -> anyhow::Result<Bytes> {
        let request = Request::builder()
            .method(method)
            .uri(format!("http://socket{path}"))
            .header(http::header::CONTENT_TYPE, "application/json")
            .body(Full::new(body))?;
        let answer = self.http.request(request).await.context("the running tiraj does not answer")?;
        let status = answer.status();
        let bytes = answer.into_body().collect().await.context("the running tiraj broke off")?.to_bytes();
        if !status.is_success() {
            bail!("{}", String::from_utf8_lossy(&bytes));
        }
        Ok(bytes)
    }
}

/// A site's path. A name holds nothing that has a meaning in a URL.
fn path_of(name: &SiteName) -> String {
    format!("/control/sites/{name}")
}

/// A text as a part of a path.
pub(super) fn in_path(text: &str) -> String {
    let text: String = url::form_urlencoded::byte_serialize(text.as_bytes()).collect();
    text.replace('+', "%20")
}
