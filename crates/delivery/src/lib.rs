//! Ways out of the house: mail over SMTP, Telegram, webhooks.
//!
//! A [`Message`] has a subject, texts, pictures and attachments; what it is about is not known here. [`Ways::send`] makes one attempt to
//! bring it to an [`Address`] and says how that ended: done, [`Failure::Refused`] for good, or [`Failure::Failed`] for now. When
//! to try again [`Backoff`] knows, and the caller keeps.
//!
//! What the addresses lead to is not trusted: names are resolved here and connections made to what was looked at
//! ([`Reach`]), redirects are not followed, answers are bounded, and an attempt has an end. Secrets ([`Secret`]) show in no message,
//! error or log.

mod address;
mod backoff;
mod failure;
mod form;
mod http;
mod letter;
mod message;
mod reach;
mod relay;
mod secret;
mod signature;
mod telegram;
mod ways;
mod webhook;

pub use address::{Address, AddressError};
pub use backoff::Backoff;
pub use failure::Failure;
pub use letter::Sender;
pub use message::{Attachment, Image, Message};
pub use reach::{Reach, ReachError};
pub use relay::{Relay, RelayAddress, RelayError};
pub use secret::Secret;
pub use signature::{sign, verifies};
pub use telegram::{Telegram, TelegramError};
pub use ways::Ways;
pub use webhook::{SIGNATURE, Webhooks};
