//! Newer rules for stored events: what the rules look at, and what they say now.
//!
//! Events that agree in everything the rules look at have the same *evidence*, so the rules are run once for each evidence
//! of a site and not for each event. What they say differently goes into a mapping table; one mutation a month applies it.
//! Changed events are of other evidence than before, so that a repeat finds nothing to change.

use clickhouse::query::RowCursor;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use tiraj_model::SiteName;

use crate::question::{Asked, Question, question};
use crate::{Store, StoreError};

/// The stored events of a site that a reclassification is about: from a moment until just before another.
#[derive(Debug, Clone)]
pub struct History {
    /// The site.
    pub site: SiteName,
    /// The first moment.
    pub from: Timestamp,
    /// The moment after the last.
    pub to: Timestamp,
}

/// What the rules look at in some events of a month.
#[derive(Debug, Clone, PartialEq, Eq, clickhouse::Row, Deserialize)]
pub struct Evidence {
    /// Its identity.
    pub evidence: String,
    /// Host of the page, without `www.`.
    pub page_host: String,
    /// Host of the referring page, or the address of an application; empty where unknown.
    pub referrer: String,
    /// `utm_source`.
    pub utm_source: String,
    /// `utm_medium`.
    pub utm_medium: String,
    /// `utm_campaign`.
    pub utm_campaign: String,
    /// The kind of an advertiser's click id.
    pub click_id: String,
    /// Browser family, or a machine's name.
    pub browser: String,
    /// The stored verdict.
    pub verdict: String,
    /// The stored source.
    pub source: String,
    /// The stored channel.
    pub channel: String,
    /// How many events there are of it.
    pub events: u64,
}

/// What the rules now say of an evidence.
#[derive(Debug, Clone, PartialEq, Eq, clickhouse::Row, Serialize)]
pub struct Reclassified {
    /// Its identity.
    pub evidence: String,
    /// The verdict; never empty.
    pub verdict: String,
    /// The source.
    pub source: String,
    /// The channel.
    pub channel: String,
}

/// The evidence of a month, piece by piece.
pub struct EvidenceRows(RowCursor<Evidence>);

impl EvidenceRows {
    /// The next; `None` after the last.
    ///
    /// # Errors
    /// When the database fails in the middle.
    pub async fn next(&mut self) -> Result<Option<Evidence>, StoreError> {
        self.0.next().await.map_err(|error| StoreError::new("evidence", error))
    }
}

impl Store {
    /// The months, as `202611`, in which the history has events.
    ///
    /// # Errors
    /// Here and below: when the database does not answer or refuses.
    pub async fn event_months(&self, history: &History) -> Result<Vec<u32>, StoreError> {
        self.about(history, question!("event_months")).rows().await
    }

    /// All evidence of a month of the history.
    ///
    /// # Errors
    /// See [`Store::event_months`].
    pub fn evidence(&self, history: &History, month: u32) -> Result<EvidenceRows, StoreError> {
        self.about(history, question!("evidence")).with("month", month).cursor().map(EvidenceRows)
    }

    /// Forgets what an earlier reclassification found.
    ///
    /// # Errors
    /// See [`Store::event_months`].
    pub async fn clear_reclassified(&self) -> Result<(), StoreError> {
        self.ask(question!("clear_reclassified")).execute().await
    }

    /// Keeps what the rules now say of some evidence.
    ///
    /// # Errors
    /// See [`Store::event_months`].
    pub async fn keep_reclassified(&self, found: &[Reclassified]) -> Result<(), StoreError> {
        let fail = |error| StoreError::new("keep_reclassified", error);
        let mut insert = self.client.insert::<Reclassified>("reclassified").await.map_err(fail)?;
        for row in found {
            insert.write(row).await.map_err(fail)?;
        }
        insert.end().await.map_err(fail)
    }

    /// Notes the hours whose rollups the kept findings will make wrong, and holds them until
    /// [`Store::release_held_hours`]: computed before the changes are made, they would be computed for nothing.
    ///
    /// # Errors
    /// See [`Store::event_months`].
    pub async fn hold_reclassified_hours(&self, history: &History) -> Result<(), StoreError> {
        self.about(history, question!("hold_reclassified_hours")).execute().await
    }

    /// Gives the events of a month what the kept findings say, and waits until it is done. Events that come in
    /// meanwhile are not touched.
    ///
    /// # Errors
    /// See [`Store::event_months`]. A mutation that outlasts the statement goes on by itself.
    pub async fn reclassify_month(&self, history: &History, month: u32) -> Result<(), StoreError> {
        let asked = self.about(history, question!("reclassify_month")).with("month", month);
        asked.set("mutations_sync", "2").execute().await
    }

    /// The changes of stored events that are under way, each by why it failed of late, which is empty where it goes on:
    /// one that a killed process began is taken up again after its next start.
    ///
    /// # Errors
    /// See [`Store::event_months`].
    pub async fn unfinished_mutations(&self) -> Result<Vec<String>, StoreError> {
        self.ask(question!("unfinished_mutations")).rows().await
    }

    fn about(&self, history: &History, question: Question) -> Asked {
        // A mutation runs outside of the database that was current when it was asked for.
        let mapping = format!("{}.reclassified", self.database);
        self.ask(question)
            .with("site", history.site.as_str())
            .with("from", history.from.as_millisecond())
            .with("to", history.to.as_millisecond())
            .with("mapping", mapping)
    }
}
