//! The press: reports are published when their moment has come, and restated when events came late.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jiff::{SignedDuration, Timestamp};
use tiraj_model::{Clock, IsoWeek, Language, ReportFormat, Site, SiteName, Sites};
use tiraj_reporting::weekly::{Edition, WeeklyReport};
use tiraj_store::{Erasable, Store};

use super::Archive;
use crate::counters::Counters;
use crate::output::one_line;

/// How many weeks a server that was away catches up with.
const MOST_MISSED: i32 = 12;

/// How many of the last published weeks are looked at again, and how often.
const WEEKS_WATCHED: usize = 5;
const WATCH_EVERY: SignedDuration = SignedDuration::from_hours(1);

/// What a press is made of.
pub(crate) struct PressParts {
    pub(crate) archive: Archive,
    pub(crate) store: Store,
    pub(crate) sites: Sites,
    pub(crate) counters: Arc<Counters>,
    pub(crate) clock: Arc<dyn Clock>,
}

/// Makes editions, one at a time.
pub(crate) struct Press {
    parts: PressParts,
    turn: tokio::sync::Mutex<()>,
    watched_at: Mutex<Option<Timestamp>>,
    /// Weeks without a view, and when they were looked at: not again at once.
    empty: Mutex<BTreeMap<(SiteName, IsoWeek), Timestamp>>,
}

impl Press {
    pub(crate) fn new(parts: PressParts) -> Self {
        Self {
            parts,
            turn: tokio::sync::Mutex::default(),
            watched_at: Mutex::default(),
            empty: Mutex::default(),
        }
    }

    /// What was published.
    pub(crate) fn archive(&self) -> &Archive {
        &self.parts.archive
    }

    /// The last week of a site whose report is published by now.
    pub(crate) fn last_week(&self, site: &Site, now: Timestamp) -> IsoWeek {
        site.rules.publish_at.unwrap_or_default().last(now, &site.zone())
    }

    /// Publishes what is due, and restates what has changed, as far as it is time to look. What fails is told, and tried again.
    pub(crate) async fn work(&self) {
        let now = self.parts.clock.now();
        let is_watching = self.is_time_to_watch(now);
        for site in self.parts.sites.all() {
            for week in self.due(&site, now).unwrap_or_else(|error| complain(&site, &error)) {
                if let Err(error) = self.publish(&site, week).await {
                    complain::<()>(&site, &error);
                }
            }
            if is_watching && let Err(error) = self.watch(&site).await {
                complain::<()>(&site, &error);
            }
        }
    }

    /// The week's report, computed now, and its newest edition, which says the same: a report that was not published yet is, and one of
    /// which the figures have changed is restated.
    pub(crate) async fn current(
        &self,
        site: &Site,
        week: IsoWeek,
    ) -> anyhow::Result<(WeeklyReport, Edition)> {
        let _turn = self.turn.lock().await;
        self.parts.counters.flush().await?;
        let report = self.compute(site, week, Language::default()).await?;
        anyhow::ensure!(report.complete, "the week {week} of {} is not over yet", site.name);
        let mut editions = self.parts.archive.editions(&site.name, week)?;
        let edition = match editions.pop() {
            Some(newest) if !newest.totals.differ(&report.totals()) => newest,
            Some(newest) => {
                editions.push(newest);
                self.keep(site, week, &report, &editions).await?
            }
            None => self.keep(site, week, &report, &[]).await?,
        };
        Ok((report, edition))
    }

    /// Takes away the reports that tell of something that is erased, and says which; they are made anew.
    pub(crate) async fn erase(&self, site: &SiteName, what: &Erasable) -> anyhow::Result<Vec<IsoWeek>> {
        let _turn = self.turn.lock().await;
        self.parts.archive.erase(site, what)
    }

    /// Publishes a report that was not; one without any view only where it takes the place of another.
    async fn publish(&self, site: &Site, week: IsoWeek) -> anyhow::Result<()> {
        let _turn = self.turn.lock().await;
        self.parts.counters.flush().await?;
        let report = self.compute(site, week, Language::default()).await?;
        let is_anew = self.parts.archive.erased_weeks(&site.name)?.contains(&week);
        let has_views = report.totals().views > 0;
        if self.parts.archive.editions(&site.name, week)?.is_empty() && (has_views || is_anew) {
            self.keep(site, week, &report, &[]).await?;
        } else if !has_views {
            self.empty_weeks().insert((site.name.clone(), week), report.generated_at);
        }
        Ok(())
    }

    /// The weeks whose reports are to be published: the last one that is due, those since the last archived one, and those of which
    /// something was erased.
    fn due(&self, site: &Site, now: Timestamp) -> anyhow::Result<Vec<IsoWeek>> {
        let last = self.last_week(site, now);
        let newest = self.parts.archive.weeks(&site.name)?.first().map(|archived| archived.week);
        let mut due = self.parts.archive.erased_weeks(&site.name)?;
        let mut empty = self.empty_weeks();
        empty.retain(|_, looked_at| now.duration_since(*looked_at) < WATCH_EVERY);
        due.extend(missing(newest, last).filter(|week| !empty.contains_key(&(site.name.clone(), *week))));
        due.sort_unstable();
        due.dedup();
        Ok(due)
    }

    async fn watch(&self, site: &Site) -> anyhow::Result<()> {
        for archived in self.parts.archive.weeks(&site.name)?.into_iter().take(WEEKS_WATCHED) {
            self.current(site, archived.week).await?;
        }
        Ok(())
    }

    fn empty_weeks(&self) -> MutexGuard<'_, BTreeMap<(SiteName, IsoWeek), Timestamp>> {
        self.empty.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn is_time_to_watch(&self, now: Timestamp) -> bool {
        let mut watched_at = self.watched_at.lock().unwrap_or_else(PoisonError::into_inner);
        let is_time = watched_at.is_none_or(|before| now.duration_since(before) >= WATCH_EVERY);
        if is_time {
            *watched_at = Some(now);
        }
        is_time
    }

    /// The week's report in a language, as known now.
    pub(crate) async fn compute(
        &self,
        site: &Site,
        week: IsoWeek,
        language: Language,
    ) -> anyhow::Result<WeeklyReport> {
        let (store, now) = (&self.parts.store, self.parts.clock.now());
        Ok(tiraj_dashboard::weekly_report(store, site, week, language, now).await?)
    }

    async fn keep(
        &self,
        site: &Site,
        week: IsoWeek,
        report: &WeeklyReport,
        before: &[Edition],
    ) -> anyhow::Result<Edition> {
        let edition = Edition::of(report, before, Language::default(), env!("CARGO_PKG_VERSION"));
        let (report, archive, name) = (report.clone(), self.parts.archive.clone(), site.name.clone());
        let edition = tokio::task::spawn_blocking(move || {
            let draw =
                |format: &ReportFormat| Ok((*format, report.file_name(*format), report.document(*format)?));
            let files: Vec<_> = ReportFormat::ALL.iter().map(draw).collect::<anyhow::Result<_>>()?;
            archive.keep(&name, week, edition, &files)
        })
        .await??;
        tracing::info!(site = %site.name, %week, edition = edition.number, "a weekly report is archived");
        Ok(edition)
    }
}

/// The weeks from the one after the newest to the last, not too many; the last alone where there are none yet.
fn missing(newest: Option<IsoWeek>, last: IsoWeek) -> impl Iterator<Item = IsoWeek> {
    let is_missing = move |week: &IsoWeek| newest.map_or(*week == last, |newest| *week > newest);
    (0..MOST_MISSED).map(move |back| last.plus(-back)).filter(is_missing)
}

fn complain<T: Default>(site: &Site, error: &anyhow::Error) -> T {
    tracing::warn!(site = %site.name, error = one_line(error), "a weekly report could not be archived; trying again");
    T::default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(newest: Option<&str>, last: &str, expected: &[&str]) {
        let newest = newest.map(|week| week.parse().unwrap());
        let found: Vec<String> =
            missing(newest, last.parse().unwrap()).map(|week| week.to_string()).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn weeks_that_were_missed_are_published_and_the_past_is_not() {
        check(None, "2026-W46", &["2026-W46"]);
        check(Some("2026-W46"), "2026-W46", &[]);
        check(Some("2026-W43"), "2026-W46", &["2026-W46", "2026-W45", "2026-W44"]);
        check(Some("2026-W50"), "2026-W46", &[]);
        let long: Vec<_> = missing(Some("2020-W01".parse().unwrap()), "2026-W46".parse().unwrap()).collect();
        assert_eq!(long.len(), 12);
    }
}
