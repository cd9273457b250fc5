//! Admission: what of a raw event is believed, and what an admitted event carries.
//!
//! An ordered list of named steps. Each step takes the draft further or refuses it with a reason of a closed set and a
//! message that says what to do. Free of HTTP, so that an imported access log passes the same gate as a browser.

mod article;
mod known_articles;
mod known_pages;
mod origin;
mod pace;
mod rare_names;
mod sender;
mod steps;
mod visit;

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use tiraj_callers::Rates;
use tiraj_enrich::Enricher;
use tiraj_model::{DropReason, Event, Site, SiteName, Sites};

use crate::raw_event::RawEvent;
use crate::recent_readers::RecentReaders;
use crate::salts::Salts;

use known_articles::KnownArticles;
use known_pages::KnownPages;
use pace::PaceLimit;
use rare_names::RareNames;
pub use sender::{Sender, Trust};
pub use steps::{MAX_AGE, MAX_AHEAD};

/// How many sites' rates are remembered at once.
const RATED_SITES: usize = 10_000;

/// A refused event.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct Refusal {
    /// The site of the event, where it is a registered one.
    pub site: Option<SiteName>,
    /// The step that refused it.
    pub step: &'static str,
    /// The reason under which it is counted.
    pub reason: DropReason,
    /// What is wrong and what to do.
    pub message: String,
}

/// The gate between what senders tell and what is stored.
#[derive(Clone)]
pub struct Admission {
    sites: Sites,
    salts: Arc<Salts>,
    enricher: Enricher,
    rates: Arc<Rates<SiteName>>,
    max_age: Duration,
    recent_readers: Arc<RecentReaders>,
    pace_limit: Option<PaceLimit>,
    rare_names: Arc<RareNames>,
    known_pages: Arc<KnownPages>,
    known_articles: Arc<KnownArticles>,
}

/// An event on its way through the steps.
struct Draft<'a> {
    raw: RawEvent,
    sender: &'a Sender,
    site: Arc<Site>,
    /// Set by the step `trust`, before all that need them: whether the sender is believed, and whose address and user
    /// agent the event has.
    is_trusted: bool,
    ip: Option<IpAddr>,
    user_agent: Option<String>,
    event: Event,
}

/// What a step says against a draft.
type Objection = (DropReason, String);

/// A step: its name, and what it does to the draft.
type Step = (&'static str, fn(&Admission, &mut Draft) -> Result<(), Objection>);

impl Admission {
    /// A gate for the given sites.
    #[must_use]
    pub fn new(sites: Sites, salts: Arc<Salts>, enricher: Enricher) -> Self {
        Self {
            recent_readers: Arc::new(RecentReaders::new(salts.are_new())),
            sites,
            salts,
            enricher,
            rates: Arc::new(Rates::new(RATED_SITES)),
            max_age: MAX_AGE,
            pace_limit: None,
            rare_names: Arc::new(RareNames::new()),
            known_pages: Arc::new(KnownPages::new()),
            known_articles: Arc::new(KnownArticles::new()),
        }
    }

    /// The same with another limit on how far back the time of an untrusted event may lie, at most [`MAX_AGE`].
    #[must_use]
    pub fn with_max_age(self, max_age: Duration) -> Self {
        Self { max_age: max_age.min(MAX_AGE), ..self }
    }

    /// The salts under which it hashes readers.
    #[must_use]
    pub fn salts(&self) -> &Arc<Salts> {
        &self.salts
    }

    /// The same, which holds readers of more views a minute than given for machines; 0 for none.
    #[must_use]
    pub fn with_bot_pace(self, views_per_minute: u32) -> Self {
        Self { pace_limit: PaceLimit::new(views_per_minute), ..self }
    }

    /// The names of the steps in their order. The first looks the site up, without which there is nothing to draft.
    pub fn step_names() -> impl Iterator<Item = &'static str> {
        std::iter::once(SITE_STEP).chain(steps::STEPS.iter().map(|(name, _)| *name))
    }

    /// Admits an event or says why not.
    ///
    /// # Errors
    /// The first step's objection.
    pub fn admit(&self, raw: RawEvent, sender: &Sender) -> Result<Event, Refusal> {
        let refuse = |site, step, (reason, message)| Refusal { site, step, reason, message };
        let site = self.find_site(&raw.site).map_err(|objection| refuse(None, SITE_STEP, objection))?;
        let event = Event::view(site.name.clone(), sender.received_at, "/");
        let mut draft = Draft { raw, sender, site, is_trusted: false, ip: None, user_agent: None, event };
        for (name, run) in steps::STEPS {
            run(self, &mut draft)
                .map_err(|objection| refuse(Some(draft.site.name.clone()), name, objection))?;
        }
        Ok(draft.event)
    }

    fn find_site(&self, name: &str) -> Result<Arc<Site>, Objection> {
        self.sites.get(name).ok_or_else(|| {
            let shown: String = name.chars().take(64).collect();
            let message = format!("the site `{shown}` is not registered here; add it with `tiraj site add`");
            (DropReason::UnknownSite, message)
        })
    }
}

const SITE_STEP: &str = "site";

#[cfg(test)]
mod tests;
