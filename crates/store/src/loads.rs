//! What nodes tell one another of their loads, so that their public counters agree.

use serde::{Deserialize, Serialize};

use crate::question::{STATEMENT_TIMEOUT, question};
use crate::{Store, StoreError, ViewTotal};

/// What has landed, or changed otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LoadKind {
    /// Segments of a node's spool.
    Spool,
    /// Events changed past the spool: counters are to be set anew.
    Recount,
}

impl LoadKind {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Spool => "spool",
            Self::Recount => "recount",
        }
    }
}

/// What a node has loaded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Load {
    /// The node's number.
    pub node: u16,
    /// What it is.
    pub kind: LoadKind,
    /// The segment after which it begins.
    pub after: u64,
    /// The segment with which it ends.
    pub through: u64,
    /// How many events.
    pub rows: u64,
    /// The times of the first and the last event, in milliseconds since 1970.
    pub span_ms: (i64, i64),
}

/// A load of another node, with the moment at which the database noted it, in microseconds since 1970.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotedLoad {
    /// The load.
    pub load: Load,
    /// The moment.
    pub noted_us: i64,
}

/// How far a node has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clickhouse::Row, Deserialize)]
pub struct Reached {
    /// The node's number.
    pub node: u16,
    /// Its newest segment that has landed with all before it; `None` where it noted none.
    pub segments: Option<u64>,
    /// The number of its newest change past the spool.
    pub recounts: u64,
}

#[derive(clickhouse::Row, Serialize)]
struct NewRow<'a> {
    node: u16,
    kind: &'a str,
    after: u64,
    through: u64,
    rows: u64,
    earliest: i64,
    latest: i64,
}

#[derive(clickhouse::Row, Deserialize)]
struct LoadRow {
    node: u16,
    kind: String,
    after: u64,
    through: u64,
    rows: u64,
    earliest_ms: i64,
    latest_ms: i64,
    loaded_us: i64,
}

impl Store {
    /// Tells the other nodes of a load. To be called after it has landed.
    ///
    /// # Errors
    /// Here and below: when the database does not answer or refuses.
    pub async fn note_load(&self, load: &Load) -> Result<(), StoreError> {
        let fail = |error| StoreError::new("note_load", error);
        let mut insert = self.client.insert::<NewRow<'_>>("loads").await.map_err(fail)?;
        let row = NewRow {
            node: load.node,
            kind: load.kind.as_str(),
            after: load.after,
            through: load.through,
            rows: load.rows,
            earliest: load.span_ms.0,
            latest: load.span_ms.1,
        };
        insert.write(&row).await.map_err(fail)?;
        insert.end().await.map_err(fail)
    }

    /// The loads that were noted after a moment, by node and order, without those that are reached already. A node that is
    /// not among the reached has reached nothing.
    ///
    /// # Errors
    /// See [`Store::note_load`].
    pub async fn loads_after(
        &self,
        moment_us: i64,
        reached: &[Reached],
    ) -> Result<Vec<NotedLoad>, StoreError> {
        let nodes: Vec<u16> = reached.iter().map(|one| one.node).collect();
        let segments: Vec<u64> = reached.iter().map(|one| one.segments.unwrap_or(0)).collect();
        let recounts: Vec<u64> = reached.iter().map(|one| one.recounts).collect();
        let asked = self.ask(question!("loads")).with("nodes", nodes).with("segments", segments);
        let rows: Vec<LoadRow> = asked.with("recounts", recounts).with("since", moment_us).rows().await?;
        Ok(rows.into_iter().map(NotedLoad::from).collect())
    }

    /// How far every node has come that noted a load within the last days.
    ///
    /// # Errors
    /// See [`Store::note_load`].
    pub async fn reached(&self) -> Result<Vec<Reached>, StoreError> {
        self.ask(question!("streams")).rows().await
    }

    /// The time by the database's clock, in microseconds since 1970.
    ///
    /// # Errors
    /// See [`Store::note_load`].
    pub async fn time_us(&self) -> Result<i64, StoreError> {
        self.ask(question!("database_time")).row().await
    }

    /// The views by page among the events of batches from `first` until before `end`, whose times lie in a span of
    /// milliseconds since 1970.
    ///
    /// # Errors
    /// See [`Store::note_load`].
    pub async fn views_between(
        &self,
        (first, end): (u64, u64),
        span_ms: (i64, i64),
    ) -> Result<Vec<ViewTotal>, StoreError> {
        let asked = self.ask(question!("views_between")).with("first", first).with("end", end);
        asked.with("from", span_ms.0).with("to", span_ms.1).rows().await
    }

    /// What the public counters of all pages show: seeds, and views. Of the nodes that are among the reached no segments
    /// count but those that are reached.
    ///
    /// # Errors
    /// See [`Store::note_load`].
    pub async fn view_totals(&self, reached: &[Reached]) -> Result<Vec<ViewTotal>, StoreError> {
        let known = reached.iter().filter_map(|one| Some((one.node, one.segments?)));
        let (nodes, segments): (Vec<u16>, Vec<u64>) = known.unzip();
        let asked = self.ask(question!("view_totals")).with("nodes", nodes).with("segments", segments);
        // It reads all events there are.
        asked.within(STATEMENT_TIMEOUT).rows().await
    }
}

impl From<LoadRow> for NotedLoad {
    fn from(row: LoadRow) -> Self {
        // Whatever a newer version notes beside segments, setting the counters anew takes it in.
        let kind = if row.kind == LoadKind::Spool.as_str() { LoadKind::Spool } else { LoadKind::Recount };
        let LoadRow { node, after, through, rows, earliest_ms, latest_ms, loaded_us, .. } = row;
        let load = Load { node, kind, after, through, rows, span_ms: (earliest_ms, latest_ms) };
        Self { load, noted_us: loaded_us }
    }
}
