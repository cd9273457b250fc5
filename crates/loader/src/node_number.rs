//! The number of a node, which makes its batches unique among all nodes on a database.
//!
//! A node draws it and claims it in the database before it loads anything under it. Of several nodes that drew the same the
//! database gives it to the first; the others draw anew. By what a node claims is its identity, long enough to be drawn by
//! one node alone. Both are kept in the data folder, and written down before they are used.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use tiraj_model::Randomness;
use tiraj_store::{Store, StoreError};

use crate::durable_file;

/// Draws: each is taken by another node with a chance of 1 in 65,536 for each node there is.
const DRAWS: u32 = 100;

/// Why a node has no number.
#[derive(Debug, thiserror::Error)]
pub enum NodeError {
    /// The database cannot be asked.
    #[error("the node's number cannot be claimed")]
    Store(#[from] StoreError),
    /// A file cannot be read or written.
    #[error("cannot use {}; check the disk and the rights of the data folder", .path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: std::io::Error,
    },
    /// A file was changed: another number would have batches stored twice.
    #[error("{} is damaged; write the former content back", .0.display())]
    Damaged(PathBuf),
    /// Whatever was drawn was taken.
    #[error("all of {DRAWS} drawn node numbers are taken; are rows of dead nodes in the table `nodes`?")]
    Taken,
}

/// A node's number: drawn, and once the database was reached, claimed.
pub struct NodeNumber {
    file: PathBuf,
    identity: String,
    drawn: Mutex<u16>,
    claimed: tokio::sync::Mutex<Option<u16>>,
    randomness: Randomness,
}

impl NodeNumber {
    /// Reads the number and the identity of a data folder, or draws them.
    ///
    /// # Errors
    /// When a file is damaged, or cannot be read or written.
    pub fn open(number: PathBuf, identity: &Path, randomness: Randomness) -> Result<Self, NodeError> {
        let known = match read(identity)? {
            Some(text) if is_identity(&text) => text,
            Some(_) => return Err(NodeError::Damaged(identity.to_owned())),
            None => {
                let mut bytes = [0; 16];
                randomness(&mut bytes);
                keep(identity, format!("{:032x}", u128::from_le_bytes(bytes)))?
            }
        };
        let drawn = match read(&number)? {
            Some(text) => text.parse().map_err(|_| NodeError::Damaged(number.clone()))?,
            None => draw(&number, &randomness)?,
        };
        let drawn = Mutex::new(drawn);
        Ok(Self { file: number, identity: known, drawn, claimed: tokio::sync::Mutex::default(), randomness })
    }

    /// The number as it was drawn. Until it is claimed it may still change.
    #[must_use]
    pub fn drawn(&self) -> u16 {
        *self.drawn.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The number, which is this node's alone; claimed at the first call.
    ///
    /// # Errors
    /// When the database cannot be asked, or a new number not written down; another call tries again.
    pub async fn claim(&self, store: &Store) -> Result<u16, NodeError> {
        let mut claimed = self.claimed.lock().await;
        if let Some(number) = *claimed {
            return Ok(number);
        }
        let number = self.settle(store).await?;
        Ok(*claimed.insert(number))
    }

    async fn settle(&self, store: &Store) -> Result<u16, NodeError> {
        for _ in 0..DRAWS {
            let number = self.drawn();
            if self.is_ours(store, number).await? {
                return Ok(number);
            }
            let other = draw(&self.file, &self.randomness)?;
            tracing::warn!(number, other, "another node has this node's number; going on under another one");
            *self.drawn.lock().unwrap_or_else(PoisonError::into_inner) = other;
        }
        Err(NodeError::Taken)
    }

    async fn is_ours(&self, store: &Store, number: u16) -> Result<bool, StoreError> {
        if store.node_identity(number).await?.is_none() {
            store.claim_node(number, &self.identity).await?;
        }
        // Nobody has it where the database lost a claim that it remembers; then it is given to nobody.
        Ok(store.node_identity(number).await?.is_some_and(|owner| owner == self.identity))
    }
}

fn is_identity(text: &str) -> bool {
    text.len() == 32 && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

fn draw(file: &Path, randomness: &Randomness) -> Result<u16, NodeError> {
    let mut bytes = [0; 2];
    randomness(&mut bytes);
    let number = u16::from_le_bytes(bytes);
    keep(file, number.to_string()).map(|_| number)
}

/// The text of a file; `None` where there is none.
fn read(path: &Path) -> Result<Option<String>, NodeError> {
    match std::fs::read_to_string(path) {
        Ok(text) => Ok(Some(text.trim().to_owned())),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) if error.kind() == std::io::ErrorKind::InvalidData => {
            Err(NodeError::Damaged(path.to_owned()))
        }
        Err(source) => Err(NodeError::File { path: path.to_owned(), source }),
    }
}

fn keep(path: &Path, text: String) -> Result<String, NodeError> {
    let kept = durable_file::replace(path, format!("{text}\n").as_bytes());
    kept.map(|()| text).map_err(|source| NodeError::File { path: path.to_owned(), source })
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use std::sync::atomic::{AtomicU8, Ordering};

    use tiraj_testkit::TestDatabase;

    use super::*;

    /// A node in a folder of its own, which draws the given byte twice for its first number, and the next for the next.
    fn node(folder: &Path, byte: u8, identity: u8) -> NodeNumber {
        let next = AtomicU8::new(byte);
        let randomness = move |bytes: &mut [u8]| match bytes.len() {
            2 => bytes.fill(next.fetch_add(1, Ordering::Relaxed)),
            _ => bytes.fill(identity),
        };
        NodeNumber::open(folder.join("node"), &folder.join("identity"), Arc::new(randomness)).unwrap()
    }

    #[tokio::test]
    async fn of_nodes_with_one_number_the_first_keeps_it_and_the_others_draw_anew() {
        let database = TestDatabase::new().await;
        let folders: Vec<_> = (0..8).map(|_| tempfile::tempdir().unwrap()).collect();
        let nodes: Vec<_> =
            folders.iter().zip(1..).map(|(folder, identity)| node(folder.path(), 7, identity)).collect();
        assert!(nodes.iter().all(|node| node.drawn() == 0x0707));
        let claims = nodes.into_iter().map(|node| {
            let store = database.store().clone();
            tokio::spawn(async move { (node.claim(&store).await.unwrap(), node.drawn()) })
        });
        let mut numbers = Vec::new();
        for claim in claims.collect::<Vec<_>>() {
            let (claimed, drawn) = claim.await.unwrap();
            assert_eq!(claimed, drawn);
            numbers.push(claimed);
        }
        // What was claimed is kept over a restart.
        let reborn: Vec<_> = folders.iter().map(|folder| node(folder.path(), 99, 99)).collect();
        for (node, number) in reborn.iter().zip(&numbers) {
            assert_eq!(node.claim(database.store()).await.unwrap(), *number);
        }
        numbers.sort_unstable();
        assert_eq!(numbers, (0..8).map(|at| (7 + at) * 0x0101).collect::<Vec<u16>>());
    }

    #[test]
    fn a_damaged_number_or_identity_is_not_drawn_anew() {
        let folder = tempfile::tempdir().unwrap();
        let open = || {
            let (number, identity) = (folder.path().join("node"), folder.path().join("identity"));
            NodeNumber::open(number, &identity, Arc::new(|bytes| bytes.fill(1)))
        };
        assert_eq!(open().unwrap().drawn(), 0x0101);
        for name in ["node", "identity"] {
            let before = std::fs::read(folder.path().join(name)).unwrap();
            for broken in [&b""[..], b"\xff\xfd", b"70000"] {
                std::fs::write(folder.path().join(name), broken).unwrap();
                assert!(
                    matches!(open(), Err(NodeError::Damaged(_))),
                    "another one would store batches twice"
                );
            }
            std::fs::write(folder.path().join(name), before).unwrap();
        }
        assert_eq!(open().unwrap().drawn(), 0x0101);
    }
}
