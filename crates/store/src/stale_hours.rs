//! Hours whose rollups are to be computed anew.
//!
//! Whoever changes the events of an hour leaves a note; whoever has computed the hour clears the notes that it had seen before
//! it began. A note says no more than its number, by which one that came meanwhile is told apart and stays.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use tiraj_model::SiteName;

use crate::period::Period;
use crate::question::question;
use crate::rollups::SiteHour;
use crate::{Store, StoreError};

/// Notes that one statement clears: its parameters travel in an address, which has a greatest length.
const CLEARED_AT_ONCE: usize = 1_000;

/// Hours that are read at a time.
const READ_AT_ONCE: u64 = 20_000;

/// An hour that is to be computed, and the notes that say so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StaleHour {
    /// The hour.
    pub hour: SiteHour,
    /// The numbers of its notes.
    pub notes: Vec<u64>,
}

#[derive(clickhouse::Row, Deserialize)]
struct StaleRow {
    site: String,
    hour: u32,
    notes: Vec<u64>,
}

#[derive(clickhouse::Row, Serialize)]
struct NoteRow<'a> {
    site: &'a str,
    hour: u32,
    note: u64,
}

impl Store {
    /// Notes that hours are to be computed. The number must be one that no note of these hours ever had, and not 0.
    ///
    /// # Errors
    /// Here and below: when the database does not answer or refuses.
    pub async fn note_hours(&self, hours: &[SiteHour], note: u64) -> Result<(), StoreError> {
        if hours.is_empty() {
            return Ok(());
        }
        let fail = |error| StoreError::new("note_hours", error);
        let mut insert = self.client.insert::<NoteRow<'_>>("stale_hours").await.map_err(fail)?;
        for hour in hours {
            let start = u32::try_from(hour.hour.as_second()).unwrap_or_default();
            insert.write(&NoteRow { site: &hour.site, hour: start, note }).await.map_err(fail)?;
        }
        insert.end().await.map_err(fail)
    }

    /// Notes that every hour of a period that has events or rollups is to be computed, and gives how many there are. For the number
    /// see [`Store::note_hours`].
    ///
    /// # Errors
    /// See [`Store::note_hours`].
    pub async fn note_period(&self, period: &Period, note: u64) -> Result<u64, StoreError> {
        period.put(self.ask(question!("note_period"))).with("note", note).execute().await?;
        let asked = self.ask(question!("noted_hours")).with("site", period.site.name.as_str());
        asked.with("note", note).row().await
    }

    /// The hours that are to be computed and over at a moment, by site and time: as many as one should take at once.
    ///
    /// # Errors
    /// See [`Store::note_hours`].
    pub async fn stale_hours(&self, now: Timestamp) -> Result<Vec<StaleHour>, StoreError> {
        let until = now - SignedDuration::from_hours(1);
        let asked = self.ask(question!("stale_hours")).with("until", until.as_millisecond());
        let rows: Vec<StaleRow> = asked.with("limit", READ_AT_ONCE).rows().await?;
        let read =
            |row: StaleRow| StaleHour { hour: SiteHour::from_stored(&row.site, row.hour), notes: row.notes };
        Ok(rows.into_iter().map(read).collect())
    }

    /// Clears notes of the hours [from, to) of a site.
    ///
    /// # Errors
    /// See [`Store::note_hours`].
    pub async fn clear_stale_hours(
        &self,
        site: &str,
        from: Timestamp,
        to: Timestamp,
        notes: &[u64],
    ) -> Result<(), StoreError> {
        for notes in notes.chunks(CLEARED_AT_ONCE) {
            let asked = self.ask(question!("clear_stale_hours")).with("site", site).with("notes", notes);
            asked
                .with("from", from.as_millisecond())
                .with("to", to.as_millisecond())
                .set("lightweight_deletes_sync", "2")
                .execute()
                .await?;
        }
        Ok(())
    }

    /// Notes all hours that are held, so that they are computed. They stay held: what they wait for may not be done yet.
    ///
    /// # Errors
    /// See [`Store::note_hours`].
    pub async fn release_held_hours(&self) -> Result<(), StoreError> {
        self.ask(question!("release_held_hours")).execute().await
    }

    /// Forgets the held hours of a site: what they waited for is done.
    ///
    /// # Errors
    /// See [`Store::note_hours`].
    pub async fn clear_held_hours(&self, site: &SiteName) -> Result<(), StoreError> {
        let asked = self.ask(question!("clear_held_hours")).with("site", site.as_str());
        asked.set("lightweight_deletes_sync", "2").execute().await
    }
}
