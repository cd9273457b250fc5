//! Passwords are hashed away from the threads that serve, and few at a time: each takes 19 MiB and much of a core.

use std::sync::Arc;
use std::time::Duration;

use tiraj_people::PasswordHash;
use tokio::sync::Semaphore;

use super::refusal::{Code, Refusal};
use crate::DashboardError;

/// How many are hashed at a time.
const AT_A_TIME: usize = 2;

/// For how long a request waits for its turn.
const PATIENCE: Duration = Duration::from_secs(5);

/// The turns. Clones share them.
#[derive(Debug, Clone)]
pub(super) struct Hashing(Arc<Semaphore>);

impl Default for Hashing {
    fn default() -> Self {
        Self(Arc::new(Semaphore::new(AT_A_TIME)))
    }
}

impl Hashing {
    /// Whether a hash is of a password.
    pub(super) async fn compare(&self, hash: PasswordHash, password: String) -> Result<bool, Refusal> {
        self.run(move || hash.is_of(&password)).await
    }

    /// The hash of a password.
    pub(super) async fn hash(&self, password: String, salt: [u8; 16]) -> Result<PasswordHash, Refusal> {
        Ok(self.run(move || PasswordHash::of(&password, &salt)).await??)
    }

    async fn run<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, Refusal> {
        let turn = tokio::time::timeout(PATIENCE, self.0.clone().acquire_owned()).await;
        let Ok(Ok(turn)) = turn else {
            let message = "Too many people sign in at this moment. Try again in a few seconds.";
            return Err(Refusal::new(Code::Busy, message));
        };
        // The turn goes with the work: a request that is broken off must not let a further one in beside it.
        let done = tokio::task::spawn_blocking(move || {
            let _turn = turn;
            work()
        });
        Ok(done.await.map_err(DashboardError::from)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn whoever_finds_no_turn_is_told_to_come_back() {
        let hashing = Hashing::default();
        let _all = hashing.0.clone().acquire_many_owned(2).await.unwrap();
        let refused = hashing.compare(PasswordHash::of_nobody(), String::new()).await;
        assert!(refused.unwrap_err().message().contains("Too many people"));
    }
}
