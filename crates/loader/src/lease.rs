//! The right to do what only one node should do at a time, for a while and by the database's clock.
//!
//! What is done under a lease must bear being done twice: a holder whose node sleeps finds out too late that its time is
//! over. The lease keeps work from being done by all; it does not make it exclusive.

use std::time::Duration;

use tiraj_store::{Store, StoreError, Term};
use tokio::sync::Mutex;

/// A lease, and who asks for it.
#[derive(Debug)]
pub struct Lease {
    name: String,
    length: Duration,
    /// The newest term that was claimed in vain, since the database lost it: it is given to nobody.
    lost: Mutex<u64>,
}

impl Lease {
    /// The lease of that name, which is held for so long at a time.
    #[must_use]
    pub fn new(name: impl Into<String>, length: Duration) -> Self {
        Self { name: name.into(), length, lost: Mutex::new(0) }
    }

    /// Takes the lease where it is free, and renews it where half of the time is over; says whether it is the
    /// holder's now.
    ///
    /// # Errors
    /// When the database does not answer or refuses.
    pub async fn hold(&self, store: &Store, holder: &str) -> Result<bool, StoreError> {
        let mut lost = self.lost.lock().await;
        let newest = store.newest_term(&self.name).await?;
        match &newest {
            Some(term) if term.left_ms > 0 && term.holder != holder => return Ok(false),
            Some(term) if term.left_ms > self.half() => return Ok(true),
            _ => {}
        }
        let next = newest.map_or(0, |term| term.term).max(*lost) + 1;
        store.claim_term(&self.name, next, holder, self.length).await?;
        let newest = store.newest_term(&self.name).await?;
        if newest.as_ref().is_none_or(|term| term.term < next) {
            *lost = next;
        }
        Ok(newest.is_some_and(|term| is_held(&term, holder)))
    }

    fn half(&self) -> i64 {
        i64::try_from(self.length.as_millis() / 2).unwrap_or(i64::MAX)
    }
}

fn is_held(term: &Term, holder: &str) -> bool {
    term.holder == holder && term.left_ms > 0
}

#[cfg(test)]
mod tests {
    use tiraj_testkit::TestDatabase;
    use tokio::task::JoinSet;

    use super::*;

    fn lease(length: Duration) -> Lease {
        Lease::new("test", length)
    }

    #[tokio::test]
    async fn of_many_who_ask_at_once_one_gets_it_and_keeps_it() {
        let database = TestDatabase::new().await;
        let mut holders = Vec::new();
        for _ in 0..3 {
            let mut asked = JoinSet::new();
            for node in 0..6 {
                let store = database.store().clone();
                let ask = async move { lease(Duration::from_hours(1)).hold(&store, &node.to_string()).await };
                asked.spawn(async move { ask.await.unwrap().then_some(node) });
            }
            holders.extend(asked.join_all().await.into_iter().flatten());
        }
        assert_eq!(holders, [holders[0]; 3], "one each time, and always the same");
        assert_eq!(database.store().newest_term("test").await.unwrap().unwrap().term, 1, "nothing to renew");
    }

    #[tokio::test]
    async fn it_is_renewed_while_held_and_taken_over_when_it_ends() {
        let database = TestDatabase::new().await;
        let store = database.store();
        let (short, long) = (lease(Duration::ZERO), lease(Duration::from_hours(1)));
        assert!(!short.hold(store, "a").await.unwrap(), "over at once");
        assert!(long.hold(store, "b").await.unwrap(), "taken over");
        assert!(!short.hold(store, "a").await.unwrap());
        let longer = lease(Duration::from_hours(3));
        assert!(longer.hold(store, "b").await.unwrap(), "less than half is left");
        assert_eq!(store.newest_term("test").await.unwrap().unwrap().term, 3);
    }

    #[tokio::test]
    async fn a_term_that_the_database_lost_is_passed_over() {
        let database = TestDatabase::new().await;
        let store = database.store();
        let lease = Lease::new("test", Duration::from_hours(1));
        *lease.lost.lock().await = 4;
        assert!(lease.hold(store, "a").await.unwrap());
        assert_eq!(store.newest_term("test").await.unwrap().unwrap().term, 5);
    }
}
