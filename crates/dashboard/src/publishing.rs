//! What the pages need of who publishes and delivers reports.

use jiff::Timestamp;
use tiraj_model::{IsoWeek, ReportFormat, SiteName};
use tiraj_reporting::weekly::Edition;

/// Why the archive could not be read or the register not written, with all that lies behind it, in one line for the log.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct PublishingError(pub String);

/// A schedule as a page shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScheduleRow {
    /// Its name.
    pub name: String,
    /// When, as a cron expression.
    pub when: String,
    /// The zone of that.
    pub zone: String,
    /// When it comes next.
    pub next: Option<Timestamp>,
    /// How many get it.
    pub recipients: usize,
    /// How many did and want it no more.
    pub unsubscribed: usize,
}

/// A delivery as a page shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeliveryRow {
    /// The schedule's name.
    pub schedule: String,
    /// The week that is reported.
    pub week: String,
    /// By which way.
    pub way: &'static str,
    /// To whom, as far as a page shows it.
    pub to: String,
    /// What became of it, in a word.
    pub state: &'static str,
    /// Attempts so far.
    pub attempts: u32,
    /// Since when the state is what it is.
    pub changed_at: Timestamp,
    /// When the next attempt is made.
    pub next_at: Option<Timestamp>,
    /// Why the last attempt failed; empty where none did.
    pub reason: String,
}

/// A report that somebody gets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subscription {
    /// The site that is reported.
    pub site: String,
    /// Whether they do not get it any more.
    pub has_ended: bool,
}

/// Who publishes and delivers reports.
pub trait Publishing: Send + Sync {
    /// The archived weeks of a site, the newest first, each with its editions, the published one first.
    ///
    /// # Errors
    /// Here and below: when a file cannot be read or written.
    fn weeks(&self, site: &SiteName) -> Result<Vec<Vec<Edition>>, PublishingError>;

    /// The name and the content of a file of an edition; none where there is none.
    ///
    /// # Errors
    /// See [`Publishing::weeks`].
    fn file(
        &self,
        site: &SiteName,
        week: IsoWeek,
        edition: u32,
        format: ReportFormat,
    ) -> Result<Option<(String, Vec<u8>)>, PublishingError>;

    /// The schedules of a site.
    fn schedules(&self, site: &SiteName) -> Vec<ScheduleRow>;

    /// The deliveries of a site, the newest first.
    fn deliveries(&self, site: &SiteName) -> Vec<DeliveryRow>;

    /// What the bearer of a token gets; none where it is nobody's.
    fn subscription(&self, token: &str) -> Option<Subscription>;

    /// Ends what the bearer of a token gets; none where it is nobody's. Doing it again changes nothing.
    ///
    /// # Errors
    /// See [`Publishing::weeks`].
    fn unsubscribe(&self, token: &str) -> Result<Option<Subscription>, PublishingError>;
}
