//! Of several nodes on one store, which makes a delivery.
//!
//! A claim is a term of a lease of the delivery's own. Who holds it makes the delivery; who has made it holds it on for as long as the
//! delivery could come due anywhere, so that another node that has the same schedule does not make it again. A node that dies while it holds a claim
//! loses it after a while, and another goes on.

use std::sync::Arc;
use std::time::Duration;

use tiraj_loader::{Lease, NodeNumber};
use tiraj_store::Store;

use super::Identity;

/// How long a node may take with one attempt and what comes before it.
const ATTEMPT: Duration = Duration::from_mins(15);

/// How long a claim on what was delivered holds: longer than anything is delivered late.
const DELIVERED: Duration = Duration::from_hours(24 * 45);

/// The claims of a node.
pub(crate) struct Claims {
    pub(crate) store: Store,
    pub(crate) node: Arc<NodeNumber>,
}

impl Claims {
    /// Claims a delivery; says whether it is this node's to make.
    pub(super) async fn take(&self, identity: &Identity) -> anyhow::Result<bool> {
        self.hold(identity, ATTEMPT).await
    }

    /// Keeps the claim on a delivery that is made.
    pub(super) async fn keep(&self, identity: &Identity) -> anyhow::Result<bool> {
        self.hold(identity, DELIVERED).await
    }

    async fn hold(&self, identity: &Identity, length: Duration) -> anyhow::Result<bool> {
        let holder = format!("node-{}", self.node.claim(&self.store).await?);
        Ok(Lease::new(format!("delivery-{}", identity.digits()), length).hold(&self.store, &holder).await?)
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use tiraj_delivery::Address;
    use tiraj_testkit::TestDatabase;

    use super::*;

    fn node(store: &Store, folder: &Path, seed: u8) -> Claims {
        let (number, identity) =
            (folder.join(format!("node-{seed}")), folder.join(format!("identity-{seed}")));
        let randomness = Arc::new(move |bytes: &mut [u8]| bytes.fill(seed));
        let node = NodeNumber::open(number, &identity, randomness).unwrap();
        Claims { store: store.clone(), node: Arc::new(node) }
    }

    #[tokio::test]
    async fn of_two_nodes_one_makes_a_delivery_and_the_other_never_does() {
        let (database, folder) = (TestDatabase::new().await, tempfile::tempdir().unwrap());
        let nodes = [1, 2].map(|seed| node(database.store(), folder.path(), seed));
        let address = Address::new("mail", "a@news.example").unwrap();
        let site = "news.example".parse().unwrap();
        let identity = |week: &str| Identity::new("monday", &site, week.parse().unwrap(), &address);
        let one = identity("2026-W46");
        assert!(nodes[0].take(&one).await.unwrap() && !nodes[1].take(&one).await.unwrap());
        assert!(nodes[0].take(&one).await.unwrap(), "who holds it may try again");
        assert!(nodes[0].keep(&one).await.unwrap() && !nodes[1].take(&one).await.unwrap());
        assert!(nodes[1].take(&identity("2026-W47")).await.unwrap(), "another week is another delivery");
    }
}
