//! The articles of the last weeks at their ages, read once for all pages that compare with them.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use jiff::{SignedDuration, Timestamp};
use tiraj_model::{Language, Site, SiteName};
use tiraj_reporting::peers::Peers;
use tiraj_store::{Period, Store};
use tokio::sync::OnceCell;

use super::{compute, masthead};
use crate::DashboardError;

/// How far back articles are compared with.
const DAYS: i64 = 35;
/// For how long what was read is taken for current: hours that are over change only by what comes late.
const CURRENT: SignedDuration = SignedDuration::from_mins(10);

/// What was read of a site, and when.
struct Kept {
    at: Timestamp,
    peers: Arc<OnceCell<Arc<Peers>>>,
}

/// The peers of each site that somebody looked at. Clones share them.
#[derive(Clone, Default)]
pub(crate) struct KeptPeers {
    sites: Arc<Mutex<HashMap<SiteName, Kept>>>,
}

impl KeptPeers {
    /// The articles of a site, read anew where what is kept is too old. Who asks while another reads waits for that one.
    pub(crate) async fn of(
        &self,
        store: &Store,
        site: &Site,
        now: Timestamp,
    ) -> Result<Arc<Peers>, DashboardError> {
        let cell = self.cell(site, now);
        cell.get_or_try_init(|| async { Ok(Arc::new(read(store, site, now).await?)) }).await.cloned()
    }

    fn cell(&self, site: &Site, now: Timestamp) -> Arc<OnceCell<Arc<Peers>>> {
        let mut sites = self.sites.lock().unwrap_or_else(PoisonError::into_inner);
        let kept =
            sites.get(&site.name).filter(|kept| kept.at <= now && now.duration_since(kept.at) < CURRENT);
        if let Some(kept) = kept {
            return kept.peers.clone();
        }
        let peers = Arc::default();
        sites.insert(site.name.clone(), Kept { at: now, peers: Arc::clone(&peers) });
        peers
    }
}

async fn read(store: &Store, site: &Site, now: Timestamp) -> Result<Peers, DashboardError> {
    let period = Period::new(site, now - SignedDuration::from_hours(24 * DAYS), now, now);
    let (ages, hours) = tokio::try_join!(store.article_ages(&period), store.site_hours(&period))?;
    let (zone, until) = (masthead(site, Language::En).zone, period.closed_until());
    compute(move || Peers::read(&ages, &hours, &zone, until)).await
}
