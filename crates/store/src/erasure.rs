//! Erasing what is known of pages, of days, or of a whole site: events, rollups, registry.
//!
//! Pages are named by the hashes of their paths in whatever changes tables, since ClickHouse keeps the text of such statements on
//! disk for a while.

use jiff::civil::{Date, date};
use jiff::{Timestamp, ToSpan};
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;
use tiraj_model::Site;

use crate::question::{Asked, Question, question};
use crate::removal::{FIRST_MOMENT, LAST_MOMENT, Removal};
use crate::{Store, StoreError};

/// The first and the last day that the store can hold rollups of.
const DAYS: (Date, Date) = (date(1970, 1, 1), date(2149, 6, 6));

/// The rollups, each with the statement that takes out of it what is erased.
const ROLLUPS: [Question; 8] = [
    question!("erase_page_hours"),
    question!("erase_page_days"),
    question!("erase_page_breakdowns"),
    question!("erase_site_breakdowns"),
    question!("erase_scope_days"),
    question!("erase_reader_states"),
    question!("erase_visit_days"),
    question!("erase_page_moves"),
];

/// The registry's tables, likewise, without what is computed of them.
const REGISTRY: [Question; 4] = [
    question!("erase_articles"),
    question!("erase_article_edits"),
    question!("erase_article_aliases"),
    question!("erase_seeded_views"),
];

/// Tables in which something may be erased.
pub(crate) const TABLES: [&str; 15] = [
    "events",
    "page_hours",
    "page_days",
    "page_breakdowns",
    "site_breakdowns",
    "scope_days",
    "reader_states",
    "visit_days",
    "page_moves",
    "articles",
    "article_edits",
    "article_aliases",
    "article_places",
    "article_terms",
    "seeded_views",
];

/// What can be erased of a site.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Erasable {
    /// Pages, by their normalised paths: events, counts and what is known of them as articles.
    Pages(Vec<SmolStr>),
    /// Days of the site's zone, both included: events and counts.
    Days(Date, Date),
    /// Everything.
    All,
}

/// What is to be erased of a site, as the database is told.
#[derive(Debug, Clone)]
pub struct Erasure {
    site: Site,
    what: Erasable,
    /// The events.
    removal: Removal,
    days: (Date, Date),
    /// The addresses of the pages as referrers, as numbers.
    referrers: Vec<u64>,
    /// The hosts of the site, where all its pages go, likewise.
    hosts: Vec<u64>,
}

/// How much there is to erase.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ErasableCounts {
    /// Events of all kinds, machines' included.
    pub events: u64,
    /// Views by persons among them.
    pub views: u64,
    /// Pages that they belong to.
    pub pages: u64,
    /// Days of the site's zone on which they happened.
    pub days: u64,
    /// Rows of each rollup and of each table of the registry, empty ones left out.
    pub rows: Vec<(String, u64)>,
    /// Other addresses of the articles at the pages, which are not erased.
    pub other_addresses: Vec<String>,
    /// Other articles of which was said that they belong to the pages, as translations for instance; they are named no more.
    pub mentioned_by: Vec<String>,
}

impl ErasableCounts {
    /// Whether there is nothing.
    #[must_use]
    pub const fn is_nothing(&self) -> bool {
        self.events == 0 && self.rows.is_empty()
    }
}

#[derive(clickhouse::Row, Deserialize)]
struct EventCounts {
    events: u64,
    views: u64,
    pages: u64,
    days: u64,
}

#[derive(clickhouse::Row, Deserialize)]
struct PlaceCount {
    place: String,
    rows: u64,
}

impl Store {
    /// Names what is to be erased as the database has it.
    ///
    /// # Errors
    /// Here and below: when the database does not answer or refuses.
    pub async fn erasure(&self, site: Site, what: Erasable) -> Result<Erasure, StoreError> {
        let (mut pages, mut referrers, mut hosts, mut days) = (Vec::new(), Vec::new(), Vec::new(), DAYS);
        let (mut from, mut to) = (FIRST_MOMENT, LAST_MOMENT);
        match &what {
            Erasable::Pages(paths) => {
                pages = self.page_keys(paths.iter().map(SmolStr::as_str)).await?;
                referrers = self.page_keys(addresses_of(&site, paths).iter().map(String::as_str)).await?;
            }
            Erasable::Days(first, last) => {
                days = (*first, *last);
                (from, to) = moments_of(&site, days);
            }
            Erasable::All => hosts = self.page_keys(hosts_of(&site).iter().map(String::as_str)).await?,
        }
        let removal = Removal { site: site.name.clone(), from, to, pages };
        Ok(Erasure { site, what, removal, days, referrers, hosts })
    }

    async fn page_keys<'a>(&self, texts: impl Iterator<Item = &'a str>) -> Result<Vec<u64>, StoreError> {
        self.ask(question!("page_keys")).with("paths", texts.collect::<Vec<_>>()).rows().await
    }

    /// How much there is to erase.
    ///
    /// # Errors
    /// See [`Store::erasure`].
    pub async fn count_erasable(&self, erasure: &Erasure) -> Result<ErasableCounts, StoreError> {
        let asked = self.to_erase(erasure, question!("erasable_events")).with("zone", &erasure.site.timezone);
        let EventCounts { events, views, pages, days } = asked.row().await?;
        let mut rows = self.erasable_rollups(erasure).await?;
        let (mut other_addresses, mut mentioned_by) = (Vec::new(), Vec::new());
        if erasure.touches_registry() {
            rows.extend(self.erasable_rows(erasure, question!("erasable_registry")).await?);
        }
        if let Erasable::Pages(paths) = &erasure.what {
            other_addresses = self.to_erase(erasure, question!("other_addresses")).rows().await?;
            mentioned_by = self.mentioned_by(&erasure.site, paths).await?;
        }
        Ok(ErasableCounts { events, views, pages, days, rows, other_addresses, mentioned_by })
    }

    /// How many rows of the rollups there are to erase.
    ///
    /// # Errors
    /// See [`Store::erasure`].
    pub async fn erasable_rollups(&self, erasure: &Erasure) -> Result<Vec<(String, u64)>, StoreError> {
        self.erasable_rows(erasure, question!("erasable_rollups")).await
    }

    async fn erasable_rows(
        &self,
        erasure: &Erasure,
        question: Question,
    ) -> Result<Vec<(String, u64)>, StoreError> {
        let counts: Vec<PlaceCount> = self.to_erase(erasure, question).rows().await?;
        let rows = counts.into_iter().filter(|count| count.rows > 0).map(|count| (count.place, count.rows));
        Ok(rows.collect())
    }

    /// Erases the events, and that others came from the pages. Before it the hours of the events are noted and held, and the loads
    /// that they came with are noted for the ledger.
    ///
    /// # Errors
    /// See [`Store::erasure`]; and on a cluster. Doing it again completes it.
    pub async fn erase_events(&self, erasure: &Erasure) -> Result<(), StoreError> {
        if self.cluster.is_some() {
            return Err(StoreError::NotErasable);
        }
        self.to_erase(erasure, question!("hold_erased_hours")).execute().await?;
        self.note_removals(&erasure.removal).await?;
        self.remove_events(&erasure.removal).await?;
        if matches!(erasure.what, Erasable::Days(..)) {
            return Ok(());
        }
        let asked = self.ask(question!("blank_referrers")).with("referrers", &erasure.referrers);
        asked.with("hosts", &erasure.hosts).set("mutations_sync", "2").execute().await
    }

    /// Erases what the rollups hold. To be called after the hours of the events were computed anew, which writes down zeros under the
    /// names that are to go.
    ///
    /// # Errors
    /// See [`Store::erasure`].
    pub async fn erase_rollups(&self, erasure: &Erasure) -> Result<(), StoreError> {
        self.erase(erasure, &ROLLUPS).await
    }

    /// Erases what the registry knows, and has it computed where the other addresses belong.
    ///
    /// # Errors
    /// See [`Store::erasure`].
    pub async fn erase_registry(&self, erasure: &Erasure) -> Result<(), StoreError> {
        if !erasure.touches_registry() {
            return Ok(());
        }
        self.erase(erasure, &REGISTRY).await?;
        if let Erasable::Pages(pages) = &erasure.what {
            self.erase_mentions(&erasure.site, pages).await?;
            self.find_places(&erasure.site).await?;
        }
        // Last, since of an address that vanishes it is written down that it belongs to itself.
        self.erase(erasure, &[question!("erase_article_places"), question!("erase_article_terms")]).await
    }

    async fn erase(&self, erasure: &Erasure, questions: &[Question]) -> Result<(), StoreError> {
        for question in questions {
            self.to_erase(erasure, *question).set("mutations_sync", "2").execute().await?;
        }
        Ok(())
    }

    fn to_erase(&self, erasure: &Erasure, question: Question) -> Asked {
        let (first, last) = erasure.days;
        self.of(&erasure.removal, question).with("first", first.to_string()).with("last", last.to_string())
    }
}

impl Erasure {
    /// The site.
    #[must_use]
    pub const fn site(&self) -> &Site {
        &self.site
    }

    /// The events.
    #[must_use]
    pub const fn events(&self) -> &Removal {
        &self.removal
    }

    const fn touches_registry(&self) -> bool {
        !matches!(self.what, Erasable::Days(..))
    }
}

/// The pages of a site as addresses from which readers come, as they are stored: without a scheme.
fn addresses_of(site: &Site, paths: &[SmolStr]) -> Vec<String> {
    hosts_of(site)
        .into_iter()
        .flat_map(|host| paths.iter().map(move |path| format!("{host}{path}")))
        .collect()
}

/// The hosts under which a site's pages stand.
fn hosts_of(site: &Site) -> Vec<String> {
    let own = [site.name.as_str()].into_iter().chain(site.hostnames.iter().map(String::as_str));
    own.flat_map(|host| [host.to_owned(), format!("www.{host}")]).collect()
}

/// The first moment of some days of a site's zone, and the moment after the last.
fn moments_of(site: &Site, (first, last): (Date, Date)) -> (Timestamp, Timestamp) {
    let zone = site.zone();
    let start = |day: Date| day.to_zoned(zone.clone()).map(|start| start.timestamp());
    let from = start(first).unwrap_or(FIRST_MOMENT);
    let to = last.checked_add(1.day()).and_then(start).unwrap_or(LAST_MOMENT);
    (from, to)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_those_of_the_sites_zone() {
        let site = Site::new("news.example".parse().unwrap(), "Asia/Baku").unwrap();
        let (from, to) = moments_of(&site, (date(2026, 11, 20), date(2026, 11, 21)));
        assert_eq!(
            (from.to_string(), to.to_string()),
            ("2026-11-19T20:00:00Z".into(), "2026-11-21T20:00:00Z".into())
        );
    }

    #[test]
    fn a_page_is_a_referrer_under_every_host_of_its_site() {
        let mut site = Site::new("news.example".parse().unwrap(), "Asia/Baku").unwrap();
        site.hostnames = vec!["m.news.example".into()];
        let addresses = addresses_of(&site, &["/a".into()]);
        assert_eq!(
            addresses,
            ["news.example/a", "www.news.example/a", "m.news.example/a", "www.m.news.example/a"]
        );
    }
}
