//! The log of deliveries on disk.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{PoisonError, RwLock};

use jiff::Timestamp;
use tiraj_delivery::Address;

use super::{Delivery, Identity, State};
use crate::list_file::ListFile;

/// How many deliveries are remembered; the newest of each schedule and addressee always is.
const REMEMBERED: usize = 1_000;

/// What becomes of an attempt.
const OUTCOMES: [&str; 3] = ["delivered", "tried_again", "failed"];

/// The log, of which every change is on disk before it is acted upon.
#[derive(Debug)]
pub(crate) struct DeliveryLog {
    file: ListFile,
    list: RwLock<Vec<Delivery>>,
    /// Attempts since the start, by what became of them.
    ended: [AtomicU64; OUTCOMES.len()],
}

impl DeliveryLog {
    /// Reads the log; a folder without one has delivered nothing.
    pub(crate) fn open(path: &Path) -> anyhow::Result<Self> {
        let (file, list) =
            ListFile::open(path, "mend it; without it, this week's reports would be delivered again")?;
        Ok(Self { file, list: RwLock::new(list), ended: Default::default() })
    }

    /// All deliveries, the oldest first.
    pub(crate) fn all(&self) -> Vec<Delivery> {
        self.list.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// How many attempts ended since the start, by what became of them.
    pub(crate) fn ended(&self) -> impl Iterator<Item = (&'static str, u64)> {
        OUTCOMES.into_iter().zip(&self.ended).map(|(name, count)| (name, count.load(Ordering::Relaxed)))
    }

    /// A delivery, if it was begun.
    pub(crate) fn find(&self, identity: &Identity) -> Option<Delivery> {
        self.all().into_iter().find(|delivery| delivery.identity == *identity)
    }

    /// Writes down that an attempt begins, and gives what the log then has.
    pub(crate) fn begin(&self, identity: &Identity, now: Timestamp) -> anyhow::Result<Delivery> {
        let known = self.find(identity);
        let (attempts, round, begun_at) =
            known.map_or((0, 0, now), |known| (known.attempts, known.round, known.begun_at));
        let begun = Delivery {
            identity: identity.clone(),
            state: State::Sending,
            attempts: attempts + 1,
            round,
            begun_at: if attempts == 0 { now } else { begun_at },
            changed_at: now,
            next_at: None,
            reason: String::new(),
        };
        self.put(begun.clone())?;
        Ok(begun)
    }

    /// Writes down that a delivery is made once more, as another message.
    pub(crate) fn renew(&self, identity: &Identity) -> anyhow::Result<()> {
        let Some(known) = self.find(identity) else { return Ok(()) };
        let (attempts, round, next_at) = (0, known.round + 1, None);
        self.put(Delivery { state: State::Waiting, attempts, round, next_at, ..known })
    }

    /// Writes down what became of a delivery; `next_at` is when another attempt is made.
    pub(crate) fn end(
        &self,
        identity: &Identity,
        state: State,
        now: Timestamp,
        reason: String,
        next_at: Option<Timestamp>,
    ) -> anyhow::Result<()> {
        let outcome = match state {
            State::Delivered => 0,
            State::Sending | State::Waiting => 1,
            State::Refused | State::GivenUp => 2,
        };
        self.ended[outcome].fetch_add(1, Ordering::Relaxed);
        match self.find(identity) {
            Some(known) => self.put(Delivery { state, changed_at: now, next_at, reason, ..known }),
            // Erased meanwhile.
            None => Ok(()),
        }
    }

    /// Forgets a delivery, so that it is begun anew.
    pub(crate) fn forget(&self, is_forgotten: impl Fn(&Delivery) -> bool) -> anyhow::Result<()> {
        self.change(|list| list.retain(|delivery| !is_forgotten(delivery)))
    }

    fn put(&self, delivery: Delivery) -> anyhow::Result<()> {
        self.change(|list| {
            list.retain(|known| known.identity != delivery.identity);
            list.push(delivery);
            shorten(list, REMEMBERED);
        })
    }

    fn change(&self, act: impl FnOnce(&mut Vec<Delivery>)) -> anyhow::Result<()> {
        let act = |list: &mut Vec<Delivery>| {
            act(list);
            Ok(())
        };
        let follow = |list| *self.list.write().unwrap_or_else(PoisonError::into_inner) = list;
        self.file.change(|| self.all(), act, follow)
    }
}

/// Forgets the oldest of those about which nothing more is done and which are not the last of their kind.
fn shorten(list: &mut Vec<Delivery>, most: usize) {
    let mut surplus = list.len().saturating_sub(most);
    if surplus == 0 {
        return;
    }
    let mut newest: BTreeMap<(String, Address), String> = BTreeMap::new();
    for Delivery { identity, .. } in list.iter() {
        let week = newest.entry((identity.schedule.clone(), identity.address.clone())).or_default();
        *week = identity.week.clone().max(std::mem::take(week));
    }
    list.retain(|Delivery { identity, state, .. }| {
        let is_newest =
            newest.get(&(identity.schedule.clone(), identity.address.clone())) == Some(&identity.week);
        let goes = surplus > 0 && state.is_final() && !is_newest;
        surplus -= usize::from(goes);
        !goes
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    fn identity(week: &str, to: &str) -> Identity {
        let address = Address::new("mail", to).unwrap();
        Identity::new("monday", &"news.example".parse().unwrap(), week.parse().unwrap(), &address)
    }

    fn moment(minute: u32) -> Timestamp {
        format!("2026-11-16T08:{minute:02}:00Z").parse().unwrap()
    }

    #[test]
    fn every_step_is_on_disk_before_it_is_acted_upon() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("deliveries.json");
        let one = identity("2026-W46", "a@news.example");
        let log = DeliveryLog::open(&path).unwrap();
        assert_eq!(log.begin(&one, moment(0)).unwrap().attempts, 1);
        let state = || DeliveryLog::open(&path).unwrap().find(&one).unwrap();
        assert_eq!((state().state, state().attempts), (State::Sending, 1));
        log.end(&one, State::Waiting, moment(1), "451 later".into(), Some(moment(5))).unwrap();
        assert_eq!((state().state, state().reason.as_str()), (State::Waiting, "451 later"));
        assert_eq!(log.begin(&one, moment(5)).unwrap().attempts, 2);
        log.end(&one, State::Delivered, moment(6), String::new(), None).unwrap();
        let last = state();
        assert_eq!(
            (last.state, last.attempts, last.begun_at, last.next_at),
            (State::Delivered, 2, moment(0), None)
        );
        log.renew(&one).unwrap();
        assert_eq!((log.begin(&one, moment(9)).unwrap().round, state().attempts), (1, 1), "made once more");
        log.forget(|delivery| delivery.identity == one).unwrap();
        assert!(DeliveryLog::open(&path).unwrap().all().is_empty());
    }

    #[test]
    fn the_log_is_bounded_and_keeps_what_would_be_sent_twice_without_it() {
        let folder = tempfile::tempdir().unwrap();
        let log = DeliveryLog::open(&folder.path().join("deliveries.json")).unwrap();
        for week in ["2026-W44", "2026-W45", "2026-W46"] {
            log.begin(&identity(week, "a@news.example"), moment(0)).unwrap();
            log.end(&identity(week, "a@news.example"), State::Delivered, moment(0), String::new(), None)
                .unwrap();
        }
        log.begin(&identity("2026-W40", "b@news.example"), moment(0)).unwrap();
        let mut list = log.all();
        shorten(&mut list, 1);
        let left: Vec<&str> = list.iter().map(|delivery| delivery.identity.week.as_str()).collect();
        assert_eq!(left, ["2026-W46", "2026-W40"]);
    }

    #[test]
    fn an_identity_is_one_of_schedule_site_week_and_addressee() {
        let one = identity("2026-W46", "a@news.example").digits();
        assert_eq!(one.len(), 32);
        assert_eq!(one, identity("2026-W46", "a@news.example").digits());
        assert_ne!(one, identity("2026-W47", "a@news.example").digits());
        assert_ne!(one, identity("2026-W46", "b@news.example").digits());
    }
}
