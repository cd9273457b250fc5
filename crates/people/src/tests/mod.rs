//! People over lists in memory, at a time that the tests turn.

mod joining;
mod orders;
mod rights;
mod sessions;

use std::sync::atomic::{AtomicBool, AtomicU8, Ordering};
use std::sync::{Arc, Mutex};

use jiff::Timestamp;
use tiraj_model::{Role, SiteName};
use tiraj_testkit::ManualClock;

use crate::{
    Act, Actor, AuditLog, By, Done, Email, Entry, Keep, Order, Parts, PasswordHash, People, PeopleError,
};

/// A place for lists that may refuse to keep them.
#[derive(Clone, Default)]
struct Shelf {
    is_broken: Arc<AtomicBool>,
}

impl<T: 'static> Keep<T> for Shelf {
    fn keep(&self, _: &[T]) -> Result<(), String> {
        if self.is_broken.load(Ordering::Relaxed) { Err("the disk is full".into()) } else { Ok(()) }
    }
}

/// The lines that were noted.
#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<Entry>>>);

impl AuditLog for Lines {
    fn add(&self, entry: &Entry) -> Result<(), String> {
        self.0.lock().unwrap().push(entry.clone());
        Ok(())
    }

    fn newest(&self, most: usize) -> Vec<Entry> {
        self.0.lock().unwrap().iter().rev().take(most).cloned().collect()
    }

    fn forget(&self, _: Timestamp) {}
}

/// A newsroom whose first owner is `owner@news.example`.
struct Newsroom {
    people: People,
    clock: ManualClock,
    shelf: Shelf,
}

impl Newsroom {
    fn empty() -> Self {
        let (clock, shelf, count) =
            (ManualClock::at("2026-11-23T10:00:00Z"), Shelf::default(), AtomicU8::new(0));
        let people = People::new(Parts {
            people: (Vec::new(), Box::new(shelf.clone())),
            sessions: (Vec::new(), Box::new(shelf.clone())),
            links: (Vec::new(), Box::new(shelf.clone())),
            log: Box::new(Lines::default()),
            clock: Arc::new(clock.clone()),
            randomness: Arc::new(move |bytes| bytes.fill(count.fetch_add(1, Ordering::Relaxed))),
        });
        Self { people, clock, shelf }
    }

    fn with_owner() -> Self {
        let newsroom = Self::empty();
        newsroom.add("owner@news.example", Role::Owner, &[]);
        newsroom
    }

    fn add(&self, address: &str, role: Role, sites: &[&str]) {
        let order = Order::AddPerson {
            email: email(address),
            name: address.to_owned(),
            byline: String::new(),
            role,
            sites: names(sites),
            password: Some(PasswordHash::of_nobody()),
        };
        self.people.obey(order, &By::machine()).unwrap();
    }

    /// What a person orders.
    fn ordered_by(&self, address: &str, order: Order) -> Result<Done, PeopleError> {
        self.people.obey(order, &by(address))
    }

    fn begin_session(&self, address: &str) -> String {
        self.people
            .begin_session(&email(address), "Firefox on Linux", &by(address))
            .unwrap()
            .reveal()
            .to_owned()
    }

    /// The last line of the log: who, what, to whom.
    fn last_line(&self) -> (String, Act, String) {
        let entry = self.people.audit(1).remove(0);
        (entry.who.to_string(), entry.act, entry.what)
    }
}

fn email(text: &str) -> Email {
    text.parse().unwrap()
}

fn names(sites: &[&str]) -> Vec<SiteName> {
    sites.iter().map(|site| site.parse().unwrap()).collect()
}

fn by(address: &str) -> By {
    By { who: Actor::Person(email(address)), from: Some("192.0.2.1".parse().unwrap()) }
}
