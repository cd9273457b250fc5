//! One statement: its name, its text, and how it is put to the database.

use std::borrow::Cow;
use std::time::Duration;

use bytes::Bytes;
use clickhouse::query::Query;
use clickhouse::{RowOwned, RowRead};

use crate::{Store, StoreError, cluster};

/// After so long the database gives up on a read that is given no other time.
const READ_TIME: Duration = Duration::from_secs(60);

/// Memory that a read may take, in bytes.
const READ_BYTES: &str = "1000000000";

/// Memory beyond which groups and sorted rows go on on disk, in bytes.
pub(crate) const SPILL_BYTES: &str = "300000000";

/// After so long without the whole answer to a read, a database that should have given up counts as away.
const READ_TIMEOUT: Duration = Duration::from_secs(65);

/// How long a statement that changes something may take before its outcome counts as unclear, and a read of all events.
pub(crate) const STATEMENT_TIMEOUT: Duration = Duration::from_secs(600);

/// A statement under its name.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Question {
    /// The name of its file, for logs and errors.
    pub(crate) name: &'static str,
    /// Its text.
    pub(crate) sql: &'static str,
}

/// The question of the file `sql/NAME.sql`, or of several files one after another, of which the last names it.
macro_rules! question {
    (@name $name:literal) => { $name };
    (@name $first:literal, $($rest:literal),+) => { $crate::question::question!(@name $($rest),+) };
    ($($name:literal),+) => {
        $crate::question::Question {
            name: $crate::question::question!(@name $($name),+),
            sql: concat!($(include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/sql/", $name, ".sql"))),+),
        }
    };
}

pub(crate) use question;

/// A question with its parameters, on the way to the database.
pub(crate) struct Asked {
    name: &'static str,
    query: Query,
    timeout: Option<Duration>,
}

impl Store {
    /// Puts a question. The origin and the question's name go along, so that the database's query log tells
    /// who asked.
    pub(crate) fn ask(&self, question: Question) -> Asked {
        let sql = match self.cluster {
            Some(_) => cluster::form_of(question),
            None => Cow::Borrowed(question.sql),
        };
        self.put(question.name, &sql)
    }

    /// Puts a statement as it stands, under a name.
    pub(crate) fn put(&self, name: &'static str, sql: &str) -> Asked {
        let comment = format!("{}:{name}", self.origin);
        let query = self.client.query_raw(sql).with_setting("log_comment", comment);
        Asked { name, query, timeout: None }
    }
}

impl Asked {
    /// Gives a parameter its value.
    pub(crate) fn with(mut self, name: &str, value: impl serde::Serialize) -> Self {
        self.query = self.query.param(name, value);
        self
    }

    /// Gives a setting its value, for this statement only.
    pub(crate) fn set(mut self, name: &str, value: &str) -> Self {
        self.query = self.query.with_setting(name, value);
        self
    }

    /// Takes a database that is silent for so long for one that is away, and gives a read so much time.
    pub(crate) fn within(self, timeout: Duration) -> Self {
        Self { timeout: Some(timeout), ..self }
    }

    /// A read: it is given up after its time, goes on on disk before it takes too much memory, and ends when who asked no longer
    /// waits. A server looks for that only with statements that may change nothing.
    fn bounded(self) -> Self {
        let seconds = self.timeout.unwrap_or(READ_TIME).as_secs().max(1).to_string();
        self.set("max_execution_time", &seconds)
            .set("max_memory_usage", READ_BYTES)
            .set("max_bytes_before_external_group_by", SPILL_BYTES)
            .set("max_bytes_before_external_sort", SPILL_BYTES)
            .set("readonly", "2")
            .set("cancel_http_readonly_queries_on_client_close", "1")
    }

    /// Runs a statement that answers nothing.
    pub(crate) async fn execute(self) -> Result<(), StoreError> {
        wait(self.name, self.timeout.unwrap_or(STATEMENT_TIMEOUT), self.query.execute()).await
    }

    /// All rows of the answer.
    pub(crate) async fn rows<T: RowOwned + RowRead>(self) -> Result<Vec<T>, StoreError> {
        let (name, timeout) = (self.name, self.timeout.unwrap_or(READ_TIMEOUT));
        wait(name, timeout, self.bounded().query.fetch_all()).await
    }

    /// The one row of the answer.
    pub(crate) async fn row<T: RowOwned + RowRead>(self) -> Result<T, StoreError> {
        let (name, timeout) = (self.name, self.timeout.unwrap_or(READ_TIMEOUT));
        wait(name, timeout, self.bounded().query.fetch_one()).await
    }

    /// The rows of the answer, piece by piece and without a limit of time.
    pub(crate) fn cursor<T: RowOwned + RowRead>(self) -> Result<clickhouse::query::RowCursor<T>, StoreError> {
        let name = self.name;
        self.query.fetch().map_err(|error| StoreError::new(name, error))
    }

    /// The answer as an Arrow IPC stream.
    pub(crate) async fn arrow(self) -> Result<Bytes, StoreError> {
        let (name, timeout) = (self.name, self.timeout.unwrap_or(READ_TIMEOUT));
        // The way is short: packing and unpacking would cost more than it saves.
        let plain = self.bounded().set("output_format_arrow_compression_method", "none");
        wait(name, timeout, async { plain.query.fetch_bytes("ArrowStream")?.collect().await }).await
    }

    /// The answer in the given format, piece by piece and without a limit of time.
    pub(crate) fn stream(self, format: &str) -> Result<clickhouse::query::BytesCursor, StoreError> {
        let name = self.name;
        self.query.fetch_bytes(format).map_err(|error| StoreError::new(name, error))
    }
}

/// Waits for an answer for so long. A database that hangs is one that is away.
async fn wait<T>(
    name: &'static str,
    timeout: Duration,
    answer: impl Future<Output = Result<T, clickhouse::error::Error>>,
) -> Result<T, StoreError> {
    let answer = tokio::time::timeout(timeout, answer).await;
    answer.unwrap_or(Err(clickhouse::error::Error::TimedOut)).map_err(|error| StoreError::new(name, error))
}
