//! The register of schedules on disk.

use std::path::Path;
use std::sync::{PoisonError, RwLock};

use anyhow::{bail, ensure};
use jiff::Timestamp;
use tiraj_delivery::Address;
use tiraj_model::SiteName;

use super::Schedule;
use crate::list_file::ListFile;

/// How many schedules there may be.
const MOST: usize = 500;

/// The register.
#[derive(Debug)]
pub(crate) struct SchedulesFile {
    file: ListFile,
    list: RwLock<Vec<Schedule>>,
}

impl SchedulesFile {
    /// Reads the register; a folder without one has no schedules.
    pub(crate) fn open(path: &Path) -> anyhow::Result<Self> {
        let (file, list) = ListFile::open(path, "mend it, or remove it and add the schedules anew")?;
        Ok(Self { file, list: RwLock::new(list) })
    }

    /// All schedules, by name.
    pub(crate) fn all(&self) -> Vec<Schedule> {
        self.list.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The schedule of that name.
    pub(crate) fn get(&self, name: &str) -> anyhow::Result<Schedule> {
        let found = self.all().into_iter().find(|schedule| schedule.name == name);
        found.ok_or_else(|| unknown(name))
    }

    /// Adds a schedule under a name that no other has.
    pub(crate) fn add(&self, schedule: Schedule) -> anyhow::Result<()> {
        schedule.check()?;
        self.change(|list| {
            ensure!(
                list.iter().all(|known| known.name != schedule.name),
                "there is a schedule `{}` already; remove it first, or choose another name",
                schedule.name
            );
            ensure!(list.len() < MOST, "there are {MOST} schedules already; remove one first");
            list.push(schedule);
            list.sort_by(|a, b| a.name.cmp(&b.name));
            Ok(())
        })
    }

    /// Takes a schedule off the register.
    pub(crate) fn remove(&self, name: &str) -> anyhow::Result<()> {
        self.change(|list| {
            let count = list.len();
            list.retain(|schedule| schedule.name != name);
            if list.len() == count {
                bail!(unknown(name));
            }
            Ok(())
        })
    }

    /// Takes the schedules of a site off the register.
    pub(crate) fn remove_of(&self, site: &SiteName) -> anyhow::Result<()> {
        self.change(|list| {
            list.retain(|schedule| schedule.site != *site);
            Ok(())
        })
    }

    /// Writes down that somebody wants a report no more. Saying it again changes nothing.
    pub(crate) fn unsubscribe(&self, name: &str, address: &Address, now: Timestamp) -> anyhow::Result<()> {
        self.change(|list| {
            let schedule = list.iter_mut().find(|schedule| schedule.name == name);
            let recipients = schedule.map(|schedule| &mut schedule.recipients).into_iter().flatten();
            for one in recipients.filter(|one| one.address == *address) {
                one.unsubscribed_at.get_or_insert(now);
            }
            Ok(())
        })
    }

    fn change(&self, act: impl FnOnce(&mut Vec<Schedule>) -> anyhow::Result<()>) -> anyhow::Result<()> {
        let follow = |list| *self.list.write().unwrap_or_else(PoisonError::into_inner) = list;
        self.file.change(|| self.all(), act, follow)
    }
}

fn unknown(name: &str) -> anyhow::Error {
    anyhow::anyhow!("there is no schedule `{name}`; `tiraj deliver list` shows those there are")
}
