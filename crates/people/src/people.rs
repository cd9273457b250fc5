//! The people of a newsroom, their sessions, and the share links: what is known of them, and what changes it.

mod joining;
mod orders;
mod signing;

pub use joining::Invited;

use std::sync::{Arc, Mutex};

use tiraj_model::{Clock, Randomness, TokenDigest, TokenSecret};

use crate::audit::{Act, AuditLog, By, Entry};
use crate::table::{Keep, Table};
use crate::{Email, Person, Session, ShareLink};

/// What people are made of. The lists are those that a former process kept.
pub struct Parts {
    /// The people, and where they are kept.
    pub people: (Vec<Person>, Box<dyn Keep<Person>>),
    /// Their sessions, and where they are kept.
    pub sessions: (Vec<Session>, Box<dyn Keep<Session>>),
    /// The share links, and where they are kept.
    pub links: (Vec<ShareLink>, Box<dyn Keep<ShareLink>>),
    /// Where it is noted who did what.
    pub log: Box<dyn AuditLog>,
    /// What time it is.
    pub clock: Arc<dyn Clock>,
    /// Where secrets come from.
    pub randomness: Randomness,
}

/// The people. Clones are the same.
#[derive(Clone)]
pub struct People(Arc<Inner>);

struct Inner {
    people: Table<Person>,
    sessions: Table<Session>,
    links: Table<ShareLink>,
    log: Box<dyn AuditLog>,
    clock: Arc<dyn Clock>,
    randomness: Randomness,
    /// The secret by which the first owner comes in; none when there was no need to draw one.
    set_up: Mutex<Option<TokenDigest>>,
}

impl People {
    /// Goes on with what a former process kept.
    #[must_use]
    pub fn new(parts: Parts) -> Self {
        let Parts { people, sessions, links, log, clock, randomness } = parts;
        Self(Arc::new(Inner {
            people: Table::new(people.0, people.1),
            sessions: Table::new(sessions.0, sessions.1),
            links: Table::new(links.0, links.1),
            log,
            clock,
            randomness,
            set_up: Mutex::default(),
        }))
    }

    /// Whether nobody is registered yet.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.people.all().is_empty()
    }

    /// Everybody, by address.
    #[must_use]
    pub fn all(&self) -> Vec<Person> {
        let mut people = Vec::clone(&self.0.people.all());
        people.sort_by(|a, b| a.email.cmp(&b.email));
        people
    }

    /// The person of an address.
    #[must_use]
    pub fn find(&self, email: &Email) -> Option<Person> {
        self.0.people.all().iter().find(|person| person.email == *email).cloned()
    }

    /// The sessions that last, the one used last first.
    #[must_use]
    pub fn sessions(&self) -> Vec<Session> {
        let now = self.0.clock.now();
        let all = self.0.sessions.all();
        let mut lasting: Vec<Session> = all.iter().filter(|session| session.lasts(now)).cloned().collect();
        lasting.sort_by(|a, b| b.used_at.cmp(&a.used_at).then_with(|| a.digest.cmp(&b.digest)));
        lasting
    }

    /// The share links, by site and age; those that have expired are among them until they are swept away.
    #[must_use]
    pub fn links(&self) -> Vec<ShareLink> {
        let mut links = Vec::clone(&self.0.links.all());
        links.sort_by(|a, b| a.site.cmp(&b.site).then_with(|| a.created_at.cmp(&b.created_at)));
        links
    }

    /// The link whose secret is shown, if it is good.
    #[must_use]
    pub fn link(&self, shown: &str) -> Option<ShareLink> {
        let (digest, now) = (TokenDigest::of(shown), self.0.clock.now());
        self.0.links.all().iter().find(|link| link.digest == digest && link.lasts(now)).cloned()
    }

    /// The newest lines of the audit log, the latest first, at most so many.
    #[must_use]
    pub fn audit(&self, most: usize) -> Vec<Entry> {
        self.0.log.newest(most)
    }

    /// Notes what was done. A line that cannot be written does not undo what it tells of; the operator's log then has it.
    pub fn note(&self, by: &By, act: Act, what: &str) {
        let entry =
            Entry { at: self.0.clock.now(), who: by.who.clone(), act, what: what.to_owned(), from: by.from };
        if let Err(cause) = self.0.log.add(&entry) {
            tracing::error!(cause, who = %entry.who, act = entry.act.in_words(), what, "the audit log cannot be written");
        }
    }

    /// Sweeps away what is over: sessions, links, addresses of the log. Belongs to be done every hour.
    pub fn sweep(&self) {
        let now = self.0.clock.now();
        self.0.log.forget(now);
        let ended = self.0.sessions.all().iter().any(|session| !session.lasts(now));
        let expired = self.0.links.all().iter().any(|link| !link.lasts(now));
        let swept = [
            ended.then(|| {
                self.0.sessions.change(|list| {
                    list.retain(|session| session.lasts(now));
                    Ok(())
                })
            }),
            expired.then(|| {
                self.0.links.change(|list| {
                    list.retain(|link| link.lasts(now));
                    Ok(())
                })
            }),
        ];
        for error in swept.into_iter().flatten().filter_map(Result::err) {
            tracing::warn!(%error, "what has expired cannot be swept away; it opens nothing all the same");
        }
    }

    /// A secret that nobody can guess.
    #[must_use]
    pub fn draw_secret(&self) -> TokenSecret {
        let mut bytes = [0; 32];
        (self.0.randomness)(&mut bytes);
        TokenSecret::from_bytes(&bytes)
    }

    /// Sixteen random bytes, for the hash of a password.
    #[must_use]
    pub fn draw_salt(&self) -> [u8; 16] {
        let mut salt = [0; 16];
        (self.0.randomness)(&mut salt);
        salt
    }
}
