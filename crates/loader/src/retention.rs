//! Letting go of events that are older than their site keeps them. What was counted of them stays.
//!
//! The border comes first: rollups before it are never computed again, so they have to be right when it is drawn. Only then
//! the events go. It is drawn a day after them, since visits and readers of a day hang together with the day before.
//! One node does it, by the lease on rollups, and doing it twice does no harm.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp, ToSpan};
use tiraj_model::Site;
use tiraj_store::Removal;
use tokio::sync::watch;

use crate::describe::describe;
use crate::loader::Loader;
use crate::rollups::{RollupError, Worker};

/// How often it is looked whether there is something to let go of.
const ROUND: Duration = Duration::from_mins(10);

/// How soon after a failure.
const RETRY: Duration = Duration::from_mins(1);

impl Loader {
    /// Lets go of what is too old, while this node has the lease, until `stop` says true.
    pub(crate) async fn keep_to_retention(&self, mut stop: watch::Receiver<bool>) {
        let (mut is_mended, mut trouble) = (false, String::new());
        while !*stop.borrow() {
            let round = tokio::select! {
                round = self.retention_round(&mut is_mended) => round,
                _ = stop.wait_for(|stop| *stop) => return,
            };
            let pause = if round.is_ok() { ROUND } else { RETRY };
            let words = round.err().map(|error| describe(&error)).unwrap_or_default();
            if words != trouble && !words.is_empty() && is_mended {
                tracing::warn!(error = words, "old events could not be let go of; trying again");
            }
            trouble = words;
            tokio::select! {
                _ = stop.wait_for(|stop| *stop) => {}
                () = tokio::time::sleep(pause) => {}
            }
        }
    }

    async fn retention_round(&self, is_mended: &mut bool) -> Result<(), RollupError> {
        if !self.rollups.is_holder().await? {
            return Ok(());
        }
        if !*is_mended {
            // A process that ended while it swept has left the tables in a hurry to let go of replaced parts.
            self.store.mend_cleanup().await?;
            *is_mended = true;
        }
        self.let_go().await.map(drop)
    }

    /// Lets go of all events that are older than their sites keep them; gives how many there were.
    ///
    /// # Errors
    /// When the store fails; what is left over is let go of the next time.
    pub async fn let_go(&self) -> Result<u64, RollupError> {
        let mut count = 0;
        for site in self.sites.all() {
            if let Some(kept_from) = kept_from(&site, self.clock.now()) {
                count += self.let_go_of(&site, kept_from).await?;
            }
        }
        self.settle_owed().await?;
        Ok(count)
    }

    async fn let_go_of(&self, site: &Site, kept_from: Timestamp) -> Result<u64, RollupError> {
        let removal = Removal::before(site.name.clone(), kept_from);
        let events = self.store.held_events(&removal).await?;
        if events == 0 || !self.draw_border(site, kept_from).await? {
            return Ok(0);
        }
        tracing::info!(site = %site.name, events, before = %kept_from, "letting go of old events");
        self.store.note_removals(&removal).await?;
        self.store.remove_events(&removal).await?;
        Ok(events)
    }

    /// Draws the border a day after the first event that is kept, once all before it is computed; says whether it is drawn.
    async fn draw_border(&self, site: &Site, kept_from: Timestamp) -> Result<bool, RollupError> {
        let Some(border) = day_after(site, kept_from) else { return Ok(false) };
        if self.store.raw_border(site.name.as_str()).await? >= border {
            return Ok(true);
        }
        // Nothing lands meanwhile that would need computing.
        let _turn = self.turn.lock().await;
        self.rollups.compute(Worker::Asked).await?;
        if self.store.held_hours(&site.name, border).await? > 0 {
            tracing::info!(site = %site.name, "old events stay until what changes them is done");
            return Ok(false);
        }
        self.store.refresh_readers(site, self.clock.now()).await?;
        self.store.put_raw_border(site, border).await?;
        Ok(true)
    }

    /// Brings the ledger in line with events that were taken out, by this process or one that was cut short.
    async fn settle_owed(&self) -> Result<(), RollupError> {
        let owed = self.store.owed_removals().await?;
        if owed.is_empty() || !self.store.unfinished_mutations().await?.is_empty() {
            return Ok(());
        }
        let _turn = self.turn.lock().await;
        for site in owed {
            self.store.settle_removals(&site).await?;
        }
        Ok(())
    }
}

/// The midnight from which a site keeps its events: as many whole days as it says, and the one that runs.
fn kept_from(site: &Site, now: Timestamp) -> Option<Timestamp> {
    let days = site.rules.keep_days?;
    let today = now.to_zoned(site.zone());
    let first = today.checked_sub(i64::from(days).days()).ok()?;
    Some(first.start_of_day().ok()?.timestamp())
}

fn day_after(site: &Site, start: Timestamp) -> Option<Timestamp> {
    let next = (start + SignedDuration::from_hours(12)).to_zoned(site.zone()).tomorrow().ok()?;
    Some(next.start_of_day().ok()?.timestamp())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_days_of_the_sites_zone_are_kept() {
        let mut site = Site::new("news.example".parse().unwrap(), "Asia/Baku").unwrap();
        let now: Timestamp = "2026-11-23T21:00:00Z".parse().unwrap();
        assert_eq!(kept_from(&site, now), None);
        site.rules.keep_days = Some(30);
        let kept = kept_from(&site, now).unwrap();
        assert_eq!(kept.to_string(), "2026-10-24T20:00:00Z");
        assert_eq!(day_after(&site, kept).unwrap().to_string(), "2026-10-25T20:00:00Z");
    }
}
