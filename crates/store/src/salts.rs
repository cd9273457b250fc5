//! Salts that several collectors share.
//!
//! Each may propose one for a day that has none; the first of a day's proposals, by the database's clock, is its salt for
//! all. A salt travels as data of an insert and as an answer, never within a statement, so no query log holds it.

use jiff::ToSpan;
use jiff::civil::{Date, date};
use serde::{Deserialize, Serialize};
use tiraj_model::Salt;

use crate::question::question;
use crate::{Store, StoreError};

/// Day 0 of the database.
const EPOCH: Date = date(1970, 1, 1);

#[derive(clickhouse::Row, Serialize)]
struct Proposal<'a> {
    day: u16,
    salt: &'a str,
    node: u16,
}

#[derive(clickhouse::Row, Deserialize)]
struct Proposed {
    day: u16,
    salt: String,
}

impl Store {
    /// Every proposed salt with its day by UTC, the oldest day first; the first of a day is the one to use.
    ///
    /// # Errors
    /// Here and below: when the database does not answer or refuses.
    pub async fn proposed_salts(&self) -> Result<Vec<(Date, Salt)>, StoreError> {
        let rows: Vec<Proposed> = self.ask(question!("shared_salts")).rows().await?;
        Ok(rows.iter().filter_map(|row| Some((day(row.day), Salt::from_hex(&row.salt)?))).collect())
    }

    /// Proposes a salt for a day by UTC, in the name of a node. Whether it is the one to use,
    /// [`Store::proposed_salts`] tells.
    ///
    /// # Errors
    /// See [`Store::proposed_salts`].
    pub async fn propose_salt(&self, day: Date, salt: &Salt, node: u16) -> Result<(), StoreError> {
        let fail = |error| StoreError::new("propose_salt", error);
        let hex = salt.to_hex();
        let mut insert = self.client.insert::<Proposal<'_>>("salts").await.map_err(fail)?;
        insert.write(&Proposal { day: number(day), salt: &hex, node }).await.map_err(fail)?;
        insert.end().await.map_err(fail)
    }

    /// Destroys all salts of a day by UTC.
    ///
    /// # Errors
    /// See [`Store::proposed_salts`].
    pub async fn destroy_salts(&self, day: Date) -> Result<(), StoreError> {
        self.ask(question!("destroy_salts")).with("day", day.to_string()).execute().await
    }
}

/// The day of that number.
fn day(number: u16) -> Date {
    EPOCH.saturating_add(i64::from(number).days())
}

/// The number of a day: those before 1970 and after 2149, which only a broken clock shows, are taken for the nearest.
fn number(day: Date) -> u16 {
    let days = day.since(EPOCH).map_or(0, |span| span.get_days());
    u16::try_from(days.clamp(0, i32::from(u16::MAX))).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_numbers_and_back() {
        for (text, expect) in
            [("1970-01-01", 0), ("2026-11-23", 20_780), ("1969-01-01", 0), ("2500-01-01", u16::MAX)]
        {
            assert_eq!(number(text.parse().unwrap()), expect, "{text}");
        }
        assert_eq!(day(20_780).to_string(), "2026-11-23");
    }
}
