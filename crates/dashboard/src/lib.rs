//! The editors' pages: what is read now, today and in a week, drawn from the store.
//!
//! ```text
//! store ──▶ frames ──▶ reporting ──▶ page (HTML) ──▶ http
//!           fetch      figures       templates       routes
//! ```
//!
//! - [`fetch_day`], [`fetch_week`]: the questions behind a page, asked all at once.
//! - [`weekly_report`], [`todays_report`]: their answers as figures, computed away from the threads that serve.
//! - [`router`]: every route, built from a [`Dashboard`] by a pure function, so that tests need no socket.
//!
//! The pages work without script; with it the numbers stay current (`live`: one poller for each site that
//! somebody watches, however many do). Of the store nothing is changed here but the registry of articles, by who has a
//! token for it. Who may do what is one table (`http/lines.rs`), held to before any handler runs.

mod error;
mod frames;
mod http;
mod live;
mod page;
mod publishing;
mod registers;
mod report;

use std::sync::Arc;

use tiraj_callers::Proxies;
use tiraj_model::{Clock, Sites, Tokens};
use tiraj_people::People;
use tiraj_store::{Intake, Store};

pub use error::DashboardError;
pub use frames::{DayBytes, WeekBytes, fetch_day, fetch_week};
pub use http::router;
pub use publishing::{DeliveryRow, Publishing, PublishingError, ScheduleRow, Subscription};
pub use registers::Registers;
pub use report::{todays_report, weekly_report};

/// What the pages are made from.
#[derive(Clone)]
pub struct Dashboard {
    /// Where the figures are.
    pub store: Store,
    /// Whose figures may be seen.
    pub sites: Sites,
    /// Which programs are believed.
    pub tokens: Tokens,
    /// Who may see and change what.
    pub people: People,
    /// Whether people are asked to sign in; where something in front does that, nobody is.
    pub asks_to_sign_in: bool,
    /// What the settings page changes besides people.
    pub registers: Arc<dyn Registers>,
    /// Whose word about a browser's address is believed.
    pub proxies: Proxies,
    /// What the node holds that the store does not yet; none where other nodes fill the store.
    pub intake: Option<Arc<dyn Intake>>,
    /// Who publishes and delivers reports; none where other nodes do.
    pub publishing: Option<Arc<dyn Publishing>>,
    /// The most questions of programs that one token or address may ask a minute; 0 for no limit.
    pub questions_per_minute: u32,
    /// What time it is.
    pub clock: Arc<dyn Clock>,
}
