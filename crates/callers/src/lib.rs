//! Who calls, and how often: what both faces of the server hold their callers to.
//!
//! - [`Proxies`]: whose word about the caller's address is believed.
//! - [`Rates`]: how often something may happen for each of many keys, in bounded memory.
//! - [`subject_of`]: whom an address stands for.
//!
//! Pure: the moment of a call is an argument.

mod address;
mod proxies;
mod rates;

pub use address::{is_public, subject_of};
pub use proxies::{Proxies, ProxyError};
pub use rates::Rates;
