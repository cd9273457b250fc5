//! Chance, as an argument.

use std::sync::Arc;

/// Fills a buffer with random bytes that nobody can guess. Nothing draws them from the middle of the code, so that tests
/// know what comes.
pub type Randomness = Arc<dyn Fn(&mut [u8]) + Send + Sync>;
