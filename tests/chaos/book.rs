//! The client's book: every event that it ever sent, and how far it was answered.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard};

use serde_json::Value;

use super::lane::Lane;

/// How far an event was answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate {
    /// Sent, and not answered or refused: it may be stored, once.
    Open,
    /// Answered 202: it must be stored, once.
    Acknowledged,
    /// Was acknowledged, and then the disk destroyed it: it must not be stored until it is sent again.
    Destroyed,
}

/// An event of the book.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    pub(super) event: Event,
    pub(super) fate: Fate,
}

/// An event as it is sent.
#[derive(Debug, Clone)]
pub(super) struct Event {
    /// How it is sent.
    pub(super) lane: Lane,
    /// The client's name for it. It travels as `id` where the endpoint knows ids, and as a property always.
    pub(super) id: String,
    pub(super) path: String,
    /// `view` or `share`.
    pub(super) kind: &'static str,
    /// What is sent.
    pub(super) body: Value,
}

/// Everything that was sent to one installation.
#[derive(Default)]
pub(super) struct Book(Mutex<Pages>);

#[derive(Default)]
struct Pages {
    entries: BTreeMap<String, Entry>,
    refused: usize,
    lost: usize,
    complaints: Vec<String>,
}

/// How much was sent and answered so far.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Sums {
    pub(super) sent: usize,
    pub(super) acknowledged: usize,
    /// Answers 503.
    pub(super) refused: usize,
}

impl Sums {
    pub(super) const fn with(self, other: Self) -> Self {
        Self {
            sent: self.sent + other.sent,
            acknowledged: self.acknowledged + other.acknowledged,
            refused: self.refused + other.refused,
        }
    }

    pub(super) const fn since(self, before: Self) -> Self {
        Self {
            sent: self.sent - before.sent,
            acknowledged: self.acknowledged - before.acknowledged,
            refused: self.refused - before.refused,
        }
    }
}

impl Book {
    /// Notes events that are about to be sent.
    pub(super) fn note(&self, events: &[Event]) {
        let mut pages = self.pages();
        for event in events {
            let entry = || Entry { event: event.clone(), fate: Fate::Open };
            pages.entries.entry(event.id.clone()).or_insert_with(entry);
        }
    }

    pub(super) fn acknowledge(&self, events: &[Event]) {
        self.change(events.iter().map(|event| &event.id), Fate::Acknowledged);
    }

    /// Notes that the disk has destroyed these events.
    pub(super) fn destroy(&self, ids: &[String]) {
        let mut pages = self.pages();
        pages.lost += ids.len();
        for id in ids {
            // One that was never acknowledged is sent again anyway.
            let entry = pages.entries.get_mut(id).filter(|entry| entry.fate == Fate::Acknowledged);
            entry.into_iter().for_each(|entry| entry.fate = Fate::Destroyed);
        }
    }

    fn change<'a>(&self, ids: impl IntoIterator<Item = &'a String>, fate: Fate) {
        let mut pages = self.pages();
        for id in ids {
            pages.entries.get_mut(id).expect("only noted events are answered").fate = fate;
        }
    }

    pub(super) fn refuse(&self) {
        self.pages().refused += 1;
    }

    /// How many events the disk has destroyed, ever.
    pub(super) fn lost(&self) -> usize {
        self.pages().lost
    }

    /// Notes an answer that should not have been given.
    pub(super) fn complain(&self, complaint: String) {
        self.pages().complaints.push(complaint);
    }

    pub(super) fn complaints(&self) -> Vec<String> {
        self.pages().complaints.clone()
    }

    pub(super) fn sums(&self) -> Sums {
        let pages = self.pages();
        let acknowledged = pages.entries.values().filter(|entry| entry.fate != Fate::Open).count();
        Sums { sent: pages.entries.len(), acknowledged, refused: pages.refused }
    }

    /// The events of a fate.
    pub(super) fn events(&self, fate: Fate) -> Vec<Event> {
        let pages = self.pages();
        pages.entries.values().filter(|entry| entry.fate == fate).map(|entry| entry.event.clone()).collect()
    }

    /// The first acknowledged event of a lane after a name, for sending it again.
    pub(super) fn acknowledged_after(&self, id: &str, lane: Lane) -> Option<Event> {
        let pages = self.pages();
        let mut later = pages.entries.range(id.to_owned()..).map(|(_, entry)| entry);
        let found = later.find(|entry| entry.fate == Fate::Acknowledged && entry.event.lane == lane);
        found.map(|entry| entry.event.clone())
    }

    /// Every event by its name.
    pub(super) fn entries(&self) -> BTreeMap<String, Entry> {
        self.pages().entries.clone()
    }

    fn pages(&self) -> MutexGuard<'_, Pages> {
        self.0.lock().unwrap()
    }
}
