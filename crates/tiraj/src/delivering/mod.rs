//! Delivering reports: who gets which, when, by which way, and what became of it.
//!
//! ```text
//! schedules ─┐
//! log ───────┴▶ plan ──▶ courier ──▶ letter (press) ──▶ tiraj_delivery ──▶ SMTP, Telegram, webhook
//!   ▲          pure       │ one at a time
//!   └─────────────────────┘ written down before and after every attempt
//! ```
//!
//! A delivery is told from all others by its schedule, its week and its addressee ([`Identity`]); it is begun once. The log says so on disk
//! before an attempt begins, and how it ended after it. A process that dies in between leaves a delivery of which nobody knows whether it came through: it
//! is made again, under the same identity. That is the one gap, from the moment at which the other side has taken a message to that
//! at which the log is on disk.

mod claims;
mod courier;
mod farewell;
mod letter;
mod log;
mod plan;
mod record;
mod schedule;
mod schedules;

pub(crate) use claims::Claims;
pub(crate) use courier::{Courier, CourierParts, Errand};
pub(crate) use farewell::Key;
pub(crate) use log::DeliveryLog;
pub(crate) use record::{Delivery, Identity, State};
pub(crate) use schedule::{Recipient, Schedule, When};
pub(crate) use schedules::SchedulesFile;
