//! One poller for each site that is watched, however many watch it.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;

use tiraj_model::SiteName;
use tokio::sync::watch;

/// How long a reading is current.
const PACE: Duration = Duration::from_secs(2);

/// The latest reading of a site; none before the first.
type Latest<R> = watch::Sender<Option<R>>;

/// The feeds that somebody listens to. Clones share them.
pub(crate) struct Feeds<R> {
    /// A poller owns its sender: when it is gone for whatever reason, so is the feed.
    open: Arc<Mutex<HashMap<SiteName, Weak<Latest<R>>>>>,
}

impl<R> Clone for Feeds<R> {
    fn clone(&self) -> Self {
        Self { open: self.open.clone() }
    }
}

impl<R> Default for Feeds<R> {
    fn default() -> Self {
        Self { open: Arc::default() }
    }
}

impl<R: Send + Sync + 'static> Feeds<R> {
    /// Listens to a site's feed. The first to listen starts a poller that calls `read` every two seconds and
    /// ends when nobody listens any more.
    pub(crate) fn subscribe<F, A>(&self, site: &SiteName, read: F) -> watch::Receiver<Option<R>>
    where
        F: Fn() -> A + Send + 'static,
        A: Future<Output = R> + Send + 'static,
    {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(latest) = open.get(site).and_then(Weak::upgrade) {
            return latest.subscribe();
        }
        let (latest, listener) = watch::channel(None);
        let latest = Arc::new(latest);
        open.insert(site.clone(), Arc::downgrade(&latest));
        tokio::spawn(self.clone().poll(site.clone(), latest, read));
        listener
    }

    async fn poll<F, A>(self, site: SiteName, latest: Arc<Latest<R>>, read: F)
    where
        F: Fn() -> A + Send + 'static,
        A: Future<Output = R> + Send + 'static,
    {
        while !self.close_unheard(&site, &latest) {
            latest.send_replace(Some(read().await));
            tokio::select! {
                () = tokio::time::sleep(PACE) => {}
                () = latest.closed() => {}
            }
        }
    }

    /// Takes a feed without listeners off the table. Under the lock, so that nobody joins in between.
    fn close_unheard(&self, site: &SiteName, latest: &Latest<R>) -> bool {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        let unheard = latest.receiver_count() == 0;
        if unheard {
            open.remove(site);
        }
        unheard
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicU32, Ordering};

    #[tokio::test(start_paused = true)]
    async fn listeners_share_one_poller_that_ends_with_the_last() {
        let (feeds, reads) = (Feeds::default(), Arc::new(AtomicU32::new(0)));
        let site: SiteName = "news.example".parse().unwrap();
        let listen = || {
            let reads = reads.clone();
            feeds.subscribe(&site, move || std::future::ready(reads.fetch_add(1, Ordering::Relaxed) + 1))
        };
        let (mut one, mut two) = (listen(), listen());
        for expected in 1..=3 {
            one.changed().await.unwrap();
            two.changed().await.unwrap();
            assert_eq!(
                (*one.borrow_and_update(), *two.borrow_and_update()),
                (Some(expected), Some(expected))
            );
        }
        let ended = feeds.open.lock().unwrap()[&site].clone();
        drop((one, two));
        while ended.strong_count() > 0 {
            tokio::task::yield_now().await;
        }
        assert!(feeds.open.lock().unwrap().is_empty());
        assert_eq!(reads.load(Ordering::Relaxed), 3, "nobody listened to a fourth");

        let mut late = listen();
        late.changed().await.unwrap();
        assert_eq!(*late.borrow(), Some(4), "a new listener starts it anew");
    }
}
