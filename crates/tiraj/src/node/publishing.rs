//! Publishing and delivering on a node.

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use tiraj_dashboard::{DeliveryRow, Publishing, PublishingError, ScheduleRow, Subscription};
use tiraj_loader::NodeNumber;
use tiraj_model::{Clock, IsoWeek, ReportFormat, Site, SiteName, Sites};
use tiraj_reporting::weekly::Edition;
use tiraj_store::{Erasable, Store};
use tokio::sync::watch;

use super::Node;
use crate::archive::{Archive, Press, PressParts};
use crate::counters::Counters;
use crate::data_folder::DataFolder;
use crate::delivering::{
    Claims, Courier, CourierParts, Delivery, DeliveryLog, Errand, Key, Schedule, SchedulesFile,
};
use crate::output::one_line;
use crate::serving::until;
use crate::settings::DeliverySettings;

/// How often it is looked for what is due.
const LOOK_EVERY: Duration = Duration::from_secs(30);

/// What the press and the courier of a node stand on.
pub(super) struct Surroundings<'a> {
    pub(super) store: &'a Store,
    pub(super) sites: Sites,
    pub(super) counters: Arc<Counters>,
    pub(super) clock: Arc<dyn Clock>,
    /// The node, where others may be on the same store.
    pub(super) shared: Option<Arc<NodeNumber>>,
}

/// The press and the courier of a node.
#[derive(Clone)]
pub(crate) struct Publisher {
    pub(crate) press: Arc<Press>,
    pub(crate) courier: Arc<Courier<Press>>,
    clock: Arc<dyn Clock>,
}

impl Publisher {
    pub(super) fn open(
        folder: &DataFolder,
        settings: &DeliverySettings,
        around: Surroundings<'_>,
    ) -> anyhow::Result<Self> {
        let Surroundings { store, sites, counters, clock, shared } = around;
        let store = store.with_origin("publisher");
        let press = Arc::new(Press::new(PressParts {
            archive: Archive::new(folder.reports()),
            store: store.clone(),
            sites: sites.clone(),
            counters,
            clock: clock.clone(),
        }));
        let courier = Arc::new(Courier::new(CourierParts {
            desk: press.clone(),
            schedules: SchedulesFile::open(&folder.schedules())?,
            log: DeliveryLog::open(&folder.deliveries())?,
            key: Key::open(&folder.delivery_key(), |bytes| rand::fill(bytes))?,
            settings: settings.clone(),
            sites,
            clock: clock.clone(),
            chance: Arc::new(rand::random::<f64>),
            claims: shared.map(|node| Claims { store, node }),
            held: folder.deliveries_held(),
        }));
        Ok(Self { press, courier, clock })
    }

    /// Publishes and delivers what is due, until `stop` says true; a message that is under way then is brought to its end.
    pub(crate) async fn run(self, stop: watch::Receiver<bool>) {
        if self.courier.is_held() {
            tracing::warn!("deliveries are held; `tiraj deliver resume` has them go on");
        }
        while !*stop.borrow() {
            tokio::select! {
                () = self.press.work() => {}
                () = until(stop.clone()) => return,
            }
            self.courier.work(&stop).await;
            tokio::select! {
                () = tokio::time::sleep(LOOK_EVERY) => {}
                () = until(stop.clone()) => {}
            }
        }
    }

    /// Takes out what tells of something that is erased: reports, and of a whole site its schedules and their deliveries.
    pub(super) async fn erase(&self, site: &SiteName, what: &Erasable) -> anyhow::Result<Vec<IsoWeek>> {
        if *what == Erasable::All {
            self.courier.schedules().remove_of(site)?;
            self.courier.log().forget(|delivery| delivery.identity.site == *site)?;
        }
        self.press.erase(site, what).await
    }
}

impl Node {
    /// Makes the deliveries of a schedule now.
    pub(crate) async fn run_schedule(&self, errand: &Errand) -> anyhow::Result<Vec<Delivery>> {
        self.publisher.courier.run(errand, &self.stop.subscribe()).await
    }

    /// Publishes a week's report where it was not, restates it where its figures have changed, and gives its editions.
    pub(crate) async fn restate(&self, site: &Site, week: IsoWeek) -> anyhow::Result<Vec<Edition>> {
        self.publisher.press.current(site, week).await?;
        self.publisher.press.archive().editions(&site.name, week)
    }
}

impl Publishing for Publisher {
    fn weeks(&self, site: &SiteName) -> Result<Vec<Vec<Edition>>, PublishingError> {
        let weeks = self.press.archive().weeks(site).map_err(|error| failed(&error))?;
        Ok(weeks.into_iter().map(|archived| archived.editions).collect())
    }

    fn file(
        &self,
        site: &SiteName,
        week: IsoWeek,
        edition: u32,
        format: ReportFormat,
    ) -> Result<Option<(String, Vec<u8>)>, PublishingError> {
        let editions = self.press.archive().editions(site, week).map_err(|error| failed(&error))?;
        let found =
            editions.into_iter().find(|known| known.number == edition && known.file(format).is_some());
        let read = |edition: Edition| self.press.archive().read(site, week, &edition, format);
        found.map(read).transpose().map_err(|error| failed(&error))
    }

    fn schedules(&self, site: &SiteName) -> Vec<ScheduleRow> {
        let now = self.clock.now();
        let of_site = self.courier.schedules().all().into_iter().filter(|schedule| schedule.site == *site);
        of_site.map(|schedule| schedule_row(&schedule, now)).collect()
    }

    fn deliveries(&self, site: &SiteName) -> Vec<DeliveryRow> {
        let mut all = self.courier.log().all();
        all.reverse();
        all.into_iter().filter(|delivery| delivery.identity.site == *site).map(delivery_row).collect()
    }

    fn subscription(&self, token: &str) -> Option<Subscription> {
        let schedules = self.courier.schedules().all();
        let (schedule, address) = self.courier.key().find(token, &schedules)?;
        let recipient = schedule.recipients.iter().find(|one| one.address == *address)?;
        Some(Subscription { site: schedule.site.to_string(), has_ended: recipient.unsubscribed_at.is_some() })
    }

    fn unsubscribe(&self, token: &str) -> Result<Option<Subscription>, PublishingError> {
        let schedules = self.courier.schedules().all();
        let Some((schedule, address)) = self.courier.key().find(token, &schedules) else { return Ok(None) };
        let now = self.clock.now();
        self.courier.schedules().unsubscribe(&schedule.name, address, now).map_err(|error| failed(&error))?;
        tracing::info!(schedule = schedule.name, "somebody has unsubscribed");
        Ok(self.subscription(token))
    }
}

fn failed(error: &anyhow::Error) -> PublishingError {
    PublishingError(one_line(error))
}

fn schedule_row(schedule: &Schedule, now: Timestamp) -> ScheduleRow {
    ScheduleRow {
        name: schedule.name.clone(),
        when: schedule.when.to_string(),
        zone: schedule.zone.clone(),
        next: schedule.when.next(now, &schedule.zone()),
        recipients: schedule.subscribed().count(),
        unsubscribed: schedule.recipients.len() - schedule.subscribed().count(),
    }
}

fn delivery_row(delivery: Delivery) -> DeliveryRow {
    let identity = delivery.identity;
    DeliveryRow {
        schedule: identity.schedule,
        week: identity.week,
        way: identity.address.way(),
        to: veiled(&identity.address.to_string()),
        state: delivery.state.as_str(),
        attempts: delivery.attempts,
        changed_at: delivery.changed_at,
        next_at: delivery.next_at,
        reason: delivery.reason,
    }
}

/// An address that its owner knows again: a page shows it to all who see the site's figures.
fn veiled(address: &str) -> String {
    match address.split_once('@') {
        Some((name, domain)) if !name.is_empty() => {
            format!("{}…@{domain}", name.chars().next().unwrap_or_default())
        }
        _ => address.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::veiled;

    #[test]
    fn a_page_shows_so_much_of_an_address_that_its_owner_knows_it() {
        assert_eq!(veiled("editor@news.example"), "e…@news.example");
        assert_eq!(veiled("@newsroom"), "@newsroom");
        assert_eq!(veiled("hooks.example/…"), "hooks.example/…");
    }
}
