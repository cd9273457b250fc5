//! The courier: makes the deliveries that are due, one report at a time.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use anyhow::{Context, ensure};
use futures_util::StreamExt;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use tiraj_delivery::{Backoff, Failure};
use tiraj_model::{Clock, IsoWeek, Site, Sites};
use tokio::sync::watch;

use super::letter::{Desk, Dispatch};
use super::plan::{Plan, plan};
use super::{Claims, Delivery, DeliveryLog, Identity, Key, Schedule, SchedulesFile, State};
use crate::output::one_line;
use crate::settings::DeliverySettings;

/// How many messages are under way at a time.
const AT_ONCE: usize = 4;

/// What a courier is made of.
pub(crate) struct CourierParts<D> {
    pub(crate) desk: Arc<D>,
    pub(crate) schedules: SchedulesFile,
    pub(crate) log: DeliveryLog,
    pub(crate) key: Key,
    pub(crate) settings: DeliverySettings,
    pub(crate) sites: Sites,
    pub(crate) clock: Arc<dyn Clock>,
    /// Draws a number from 0 to 1.
    pub(crate) chance: Arc<dyn Fn() -> f64 + Send + Sync>,
    /// Where other nodes may have the same schedules.
    pub(crate) claims: Option<Claims>,
    /// A file that is there while nothing is delivered by itself.
    pub(crate) held: PathBuf,
}

/// A delivery that somebody asks for now.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Errand {
    /// The schedule.
    pub(crate) name: String,
    /// The week; the last one that is over unless said.
    pub(crate) week: Option<String>,
    /// Whether it is delivered also to who has it already.
    pub(crate) again: bool,
}

/// Makes deliveries.
pub(crate) struct Courier<D> {
    parts: CourierParts<D>,
    backoff: Backoff,
    turn: tokio::sync::Mutex<()>,
}

impl<D: Desk> Courier<D> {
    pub(crate) fn new(parts: CourierParts<D>) -> Self {
        Self { parts, backoff: Backoff::default(), turn: tokio::sync::Mutex::default() }
    }

    /// The register of schedules.
    pub(crate) fn schedules(&self) -> &SchedulesFile {
        &self.parts.schedules
    }

    /// The log of deliveries.
    pub(crate) fn log(&self) -> &DeliveryLog {
        &self.parts.log
    }

    /// The folder's key.
    pub(crate) fn key(&self) -> &Key {
        &self.parts.key
    }

    /// Whether nothing is delivered by itself.
    pub(crate) fn is_held(&self) -> bool {
        self.parts.held.exists()
    }

    /// Has nothing delivered by itself, or goes on.
    pub(crate) fn hold(&self, is_held: bool) -> anyhow::Result<()> {
        if is_held {
            return crate::data_folder::write_durably(&self.parts.held, b"");
        }
        match std::fs::remove_file(&self.parts.held) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error.into()),
            _ => Ok(()),
        }
    }

    /// Adds a schedule, if its ways are set up.
    pub(crate) fn add(&self, schedule: Schedule) -> anyhow::Result<()> {
        for one in &schedule.recipients {
            self.parts.settings.check(&one.address)?;
        }
        self.parts.schedules.add(schedule)
    }

    /// Makes what is due, unless `stop` says true; what is under way then is brought to its end.
    pub(crate) async fn work(&self, stop: &watch::Receiver<bool>) {
        if self.is_held() {
            return;
        }
        let _turn = self.turn.lock().await;
        let (now, most) = (self.parts.clock.now(), self.backoff.attempts);
        let CourierParts { schedules, log, sites, .. } = &self.parts;
        let Plan { due, stale } = plan(&schedules.all(), &log.all(), sites, most, now);
        for identity in stale {
            let reason = "it is too late for it".to_owned();
            if let Err(error) = self.parts.log.end(&identity, State::GivenUp, now, reason, None) {
                tracing::warn!(error = one_line(&error), "the log of deliveries cannot be written");
            }
        }
        self.deliver(due, false, stop).await;
    }

    /// Makes the deliveries of a schedule now, and says what became of them.
    pub(crate) async fn run(
        &self,
        errand: &Errand,
        stop: &watch::Receiver<bool>,
    ) -> anyhow::Result<Vec<Delivery>> {
        let _turn = self.turn.lock().await;
        let schedule = self.parts.schedules.get(&errand.name)?;
        let (site, now) = (self.site(&schedule)?, self.parts.clock.now());
        let current = IsoWeek::at(now, &site.zone());
        let week = errand.week.as_ref().map_or(Ok(current.plus(-1)), |week| week.parse())?;
        ensure!(week < current, "the week {week} is not over yet");
        let all: Vec<Identity> = schedule
            .subscribed()
            .map(|address| Identity::new(&schedule.name, &schedule.site, week, address))
            .collect();
        let mut wanted = Vec::new();
        for identity in &all {
            let known = self.parts.log.find(identity);
            if errand.again && known.is_some() {
                self.parts.log.renew(identity)?;
            }
            if errand.again || known.is_none_or(|known| known.state != State::Delivered) {
                wanted.push(identity.clone());
            }
        }
        // Whatever hinders the report itself is said here, and not in the log.
        self.parts.desk.write(&schedule, &site, week).await?;
        self.deliver(wanted, errand.again, stop).await;
        Ok(all.iter().filter_map(|identity| self.parts.log.find(identity)).collect())
    }

    /// Attempts deliveries, each report made once.
    async fn deliver(&self, due: Vec<Identity>, is_asked: bool, stop: &watch::Receiver<bool>) {
        let mut groups: BTreeMap<(String, String), Vec<Identity>> = BTreeMap::new();
        for identity in due {
            groups.entry((identity.schedule.clone(), identity.week.clone())).or_default().push(identity);
        }
        for ((name, week), identities) in groups {
            let dispatch = match self.write(&name, &week).await {
                Ok(dispatch) => dispatch,
                Err(error) => {
                    tracing::warn!(
                        schedule = name,
                        week,
                        error = one_line(&error),
                        "a report cannot be delivered now; trying again"
                    );
                    continue;
                }
            };
            let dispatch = &dispatch;
            let attempt = |identity: Identity| async move {
                if *stop.borrow() {
                    return;
                }
                if let Err(error) = self.attempt(&identity, dispatch, is_asked).await {
                    tracing::warn!(
                        schedule = identity.schedule,
                        error = one_line(&error),
                        "a delivery could not be begun or written down"
                    );
                }
            };
            futures_util::stream::iter(identities).for_each_concurrent(AT_ONCE, attempt).await;
        }
    }

    async fn write(&self, name: &str, week: &str) -> anyhow::Result<Dispatch> {
        let schedule = self.parts.schedules.get(name)?;
        self.parts.desk.write(&schedule, &self.site(&schedule)?, week.parse()?).await
    }

    async fn attempt(&self, identity: &Identity, dispatch: &Dispatch, is_asked: bool) -> anyhow::Result<()> {
        let CourierParts { log, key, settings, clock, claims, .. } = &self.parts;
        if let Some(claims) = claims
            && !is_asked
            && !claims.take(identity).await?
        {
            // It is another node's to make.
            return Ok(());
        }
        let begun = log.begin(identity, clock.now())?;
        let farewell = key.token(&identity.schedule, &identity.address);
        let message = dispatch.to(identity, begun.round, settings.public_url.as_deref(), &farewell);
        let secret = key.webhook(&identity.schedule, &identity.address);
        let outcome = match settings.ways() {
            Ok(ways) => ways.send(&identity.address, &secret, &message, clock.now()).await,
            Err(error) => Err(Failure::failed(one_line(&error))),
        };
        let now = clock.now();
        let (state, reason, next_at) = self.judge(outcome, begun.attempts, now);
        tell(identity, state, &reason);
        log.end(identity, state, now, reason, next_at)?;
        if let (Some(claims), State::Delivered) = (claims, state) {
            claims.keep(identity).await?;
        }
        Ok(())
    }

    /// What an outcome makes of a delivery.
    fn judge(
        &self,
        outcome: Result<(), Failure>,
        attempts: u32,
        now: Timestamp,
    ) -> (State, String, Option<Timestamp>) {
        match outcome {
            Ok(()) => (State::Delivered, String::new(), None),
            Err(Failure::Refused(reason)) => (State::Refused, reason, None),
            Err(Failure::Failed { reason, after }) => {
                let wait = self.backoff.wait(attempts, (self.parts.chance)(), after);
                let next = wait.and_then(|wait| now.checked_add(wait).ok());
                (next.map_or(State::GivenUp, |_| State::Waiting), reason, next)
            }
        }
    }

    fn site(&self, schedule: &Schedule) -> anyhow::Result<Site> {
        let site = self.parts.sites.get(schedule.site.as_str());
        let site =
            site.with_context(|| format!("the site {} of the schedule is not registered", schedule.site))?;
        Ok(Site::clone(&site))
    }
}

/// Tells the log of the program. Who gets it is no matter of that log.
fn tell(identity: &Identity, state: State, reason: &str) {
    let Identity { schedule, week, address, .. } = identity;
    let way = address.way();
    match state {
        State::Delivered => tracing::info!(schedule, week, way, "a report is delivered"),
        State::Refused | State::GivenUp => {
            tracing::warn!(
                schedule,
                week,
                way,
                reason,
                state = state.as_str(),
                "a report could not be delivered"
            );
        }
        State::Sending | State::Waiting => {
            tracing::warn!(schedule, week, way, reason, "a delivery failed; trying again");
        }
    }
}

#[cfg(test)]
mod tests;
