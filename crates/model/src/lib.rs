//! What an event, an article, a site, a channel, a share network, a week and a drop reason *are*.
//!
//! Pure: no IO, no async, no HTTP, no SQL. Every other crate speaks in these types; each closed set of
//! names (share networks, channels, verdicts, …) has its one list here, and those names are what the
//! store, the exports and the stats API show.

mod article;
mod batch;
mod channel;
mod clock;
mod closed_set;
mod device;
mod drop_reason;
mod event;
mod figure;
mod language;
mod page;
mod places;
mod platform;
mod publication;
mod randomness;
mod reader;
mod report_format;
mod role;
mod share;
mod site;
mod site_rules;
mod sites;
mod source;
mod tally;
mod token;
mod tokens;
mod verdict;
mod week;

pub use article::{Article, ArticleMeta, ArticleOrigin, Description};
pub use batch::{BatchId, BatchName, BatchNumber, BatchOrigin};
pub use channel::Channel;
pub use clock::{Clock, SystemClock};
pub use closed_set::UnknownName;
pub use device::Device;
pub use drop_reason::DropReason;
pub use event::{Event, EventId, EventKind, Utm};
pub use figure::{Dimension, Interval, Metric, Operator};
pub use language::Language;
pub use page::{PageError, PageUrl, normalise_path};
pub use places::{Alias, Place, Places, Standing};
pub use platform::Platform;
pub use publication::{Publication, PublicationError};
pub use randomness::Randomness;
pub use reader::{ReaderId, Salt};
pub use report_format::ReportFormat;
pub use role::Role;
pub use share::ShareNetwork;
pub use site::{AddressError, Site, SiteError, SiteName};
pub use site_rules::SiteRules;
pub use sites::Sites;
pub use source::ReferrerSource;
pub use tally::{Minute, Received, SiteMinute, Tally};
pub use token::{Scope, Token, TokenDigest, TokenError, TokenSecret};
pub use tokens::Tokens;
pub use verdict::{BotReason, Verdict};
pub use week::{IsoWeek, WeekError};
