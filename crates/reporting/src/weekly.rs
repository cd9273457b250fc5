//! The weekly report: one week beside the four before it.
//!
//! [`compute`] turns the store's frames into a [`WeeklyReport`] of plain values. The JSON document is that
//! value; [`WeeklyReport::html`], [`WeeklyReport::csv`] and [`WeeklyReport::charts`] are other views of it
//! and compute nothing new.
//!
//! Totals, days and articles come from views by article and day of the site's zone; sections and hours from
//! views by section and hour. In a zone off by half an hour, an hour counts where it begins.

mod articles;
mod charts;
mod clock;
mod detail;
mod document;
mod edition;
mod inputs;
mod letter;
mod movers;
#[cfg(test)]
mod odd_weeks;
mod outlook;
mod page;
mod print;
mod rows;
mod sections;
mod sentences;
mod spread;
#[cfg(test)]
mod tests;
mod totals;
mod workbook;

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use serde::Serialize;
use tiraj_locale::Locale;
use tiraj_model::{IsoWeek, Language, ReportFormat};

pub use articles::ArticleRow;
pub use clock::{DayHours, DayRow};
pub use detail::DetailRow;
pub use edition::{Edition, EditionFile};
pub use letter::{LARGEST, Letter, LetterImage};
pub use movers::{Movement, Mover};
pub use outlook::{DayOutlook, Expectation, Outlook};
pub use sections::SectionRow;
pub use spread::{ChannelRow, NetworkRow, SourceRow};
pub use totals::Totals;

use crate::chart::Chart;
use crate::figure::{Baseline, Figure, ratio};
use crate::metric::{Definition, definitions};
use crate::window::{WEEKS, WEEKS_BEFORE, Window};
use crate::{Masthead, ReportError};
use inputs::Inputs;

/// The version of the JSON document. It grows when a field changes its meaning or goes away, not when one
/// is added.
pub const SCHEMA_VERSION: u32 = 1;

/// What the store answered, each frame as the bytes of an Arrow stream; all cover the reported week and the
/// 28 days before it in the site's zone. No bytes are a frame without rows.
#[derive(Debug, Clone, Copy)]
pub struct WeekFrames<'a> {
    /// `path` text, `day` date in the site's zone, `views` and `shares` counts.
    pub article_days: &'a [u8],
    /// `section` text (empty: no section), `hour` timestamp in ms, `views` and `shares` counts.
    pub section_hours: &'a [u8],
    /// `path`, `title`, `section`, `authors` (joined with commas), `lang` texts, `published_at` timestamp in
    /// ms (epoch: unknown).
    pub articles: &'a [u8],
    /// `scope` text (`site`, `section` or `article`), `key` text (empty for `site`), `week` date (a Monday),
    /// `readers` count.
    pub readers: &'a [u8],
    /// `network` text, `week` date (a Monday), `shares` count.
    pub shares: &'a [u8],
    /// `channel` and `source` texts, `week` date (a Monday), `views` count.
    pub sources: &'a [u8],
    /// `scope` text (`site`, `section` or `article`), `key` text, `grain` text (`hour` or `day`), `start` timestamp in
    /// ms, `views`, `readers` and `shares` counts; of the reported week only.
    pub detail: &'a [u8],
}

/// One week of a site.
#[derive(Debug, Clone, Serialize)]
pub struct WeeklyReport {
    /// [`SCHEMA_VERSION`].
    pub schema_version: u32,
    /// The site's name.
    pub site: String,
    /// Whether the figures are simulated.
    pub demo: bool,
    /// The language of names and sentences.
    pub language: Language,
    /// The zone of all days and hours.
    pub zone: String,
    /// The ISO week, as `2026-W46`.
    pub week: String,
    /// Its Monday.
    pub from: Date,
    /// Its Sunday.
    pub to: Date,
    /// When the figures were computed.
    pub generated_at: Timestamp,
    /// Whether the week was over by then.
    pub complete: bool,
    /// The week's totals.
    pub headline: Headline,
    /// The totals and what stands out, in plain sentences.
    pub sentences: Vec<String>,
    /// The week's seven days.
    pub days: Vec<DayRow>,
    /// The week's hours, a row for each day.
    pub hours: Vec<DayHours>,
    /// All sections, the most viewed first.
    pub sections: Vec<SectionRow>,
    /// The most viewed articles.
    pub articles: Vec<ArticleRow>,
    /// The articles that rose and fell.
    pub article_movement: Movement,
    /// The sections that rose and fell.
    pub section_movement: Movement,
    /// Shares by network, the most used first.
    pub networks: Vec<NetworkRow>,
    /// Views by channel, each with its greatest sources.
    pub channels: Vec<ChannelRow>,
    /// What the week after is expected to bring; none while the week is not over.
    pub outlook: Option<Outlook>,
    /// The same hour by hour and day by day: the site, every section, the leading articles.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub detail: Vec<DetailRow>,
    /// What a reader of the figures must know.
    pub notes: Vec<String>,
    /// What each metric counts.
    pub definitions: [Definition; 4],
    /// When the figures were computed, on the newsroom's clock.
    #[serde(skip)]
    pub(crate) generated_local: DateTime,
}

/// A week's totals.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Headline {
    /// Page views.
    pub views: Figure<u64>,
    /// Distinct visitors.
    pub readers: Figure<u64>,
    /// Shares.
    pub shares: Figure<u64>,
    /// Shares divided by views. What is usual is the ratio of the sums, so that a quiet week does not weigh
    /// as much as a busy one.
    pub share_rate: Option<Figure<f64>>,
}

/// Computes the report of a week from the store's frames.
///
/// A week is compared with those of the four before it in which the site had any view. Names and sentences are in the
/// masthead's language.
///
/// # Errors
///
/// A frame that is no Arrow stream, or lacks a column or has it in another type.
pub fn compute(
    frames: &WeekFrames<'_>,
    masthead: &Masthead,
    week: IsoWeek,
    generated_at: Timestamp,
) -> Result<WeeklyReport, ReportError> {
    let (window, locale) = (Window::new(week, masthead.zone.clone()), masthead.locale());
    let inputs = Inputs::read(frames, &window)?;
    let baseline = inputs.baseline();
    let days = window.days();
    let articles = articles::measure(&inputs, &window, baseline);
    let sections = sections::measure(&inputs, baseline, locale);
    let mut report = WeeklyReport {
        schema_version: SCHEMA_VERSION,
        site: masthead.site.clone(),
        demo: masthead.demo,
        language: masthead.language,
        zone: masthead.zone_name(),
        week: week.to_string(),
        from: days[0],
        to: days[6],
        generated_at,
        complete: generated_at >= week.bounds(&masthead.zone).1,
        headline: headline(&inputs, baseline),
        sentences: Vec::new(),
        days: clock::days(&inputs, &window, baseline),
        hours: clock::hours(&inputs, &window, baseline),
        article_movement: movers::articles(&articles),
        section_movement: movers::sections(&sections),
        sections: sections.into_iter().map(|section| section.row).collect(),
        articles: articles::top(articles),
        networks: spread::networks(&inputs, baseline, locale),
        channels: spread::channels(&inputs, baseline, locale),
        outlook: None,
        detail: detail::rows(frames.detail, &window)?,
        notes: Vec::new(),
        definitions: definitions(locale),
        generated_local: window.local(generated_at).datetime(),
    };
    if report.complete {
        report.outlook = outlook::outlook(&inputs, &window, baseline);
    }
    report.sentences = sentences::headline(&report);
    report.notes = sentences::notes(&report);
    Ok(report)
}

fn headline(inputs: &Inputs, baseline: Baseline) -> Headline {
    let [views, shares] = &inputs.totals;
    let share_rate = ratio(shares[WEEKS_BEFORE], views[WEEKS_BEFORE]).map(|rate| {
        let usual = ratio(baseline.total(shares), baseline.total(views));
        Figure::rate(rate, usual, baseline.weeks())
    });
    Headline {
        views: baseline.figure(views),
        readers: baseline.figure(&inputs.readers("site", "")),
        shares: baseline.figure(shares),
        share_rate,
    }
}

impl WeeklyReport {
    /// The report as a file of this format.
    ///
    /// # Errors
    ///
    /// The document could not be put together; that does not depend on the figures.
    pub fn document(&self, format: ReportFormat) -> Result<Vec<u8>, ReportError> {
        match format {
            ReportFormat::Html => self.html().map(String::into_bytes),
            ReportFormat::Mail => Ok(self.letter(None)?.page().into_bytes()),
            ReportFormat::Pdf => print::render(self),
            ReportFormat::Xlsx => self.xlsx(),
            ReportFormat::Csv => Ok(self.csv().into_bytes()),
            ReportFormat::Parquet => self.parquet(),
            ReportFormat::Json => Ok(self.json().into_bytes()),
        }
    }

    /// The name of that file.
    #[must_use]
    pub fn file_name(&self, format: ReportFormat) -> String {
        format!("{}-{}.{}", self.site, self.week, format.ending())
    }

    /// The report as a JSON document.
    #[must_use]
    pub fn json(&self) -> String {
        serde_json::to_string_pretty(self).expect("a report has no map with keys other than text")
    }

    /// The report as one HTML file without any external request.
    ///
    /// # Errors
    ///
    /// A chart or the template failed; neither depends on the figures.
    pub fn html(&self) -> Result<String, ReportError> {
        page::render(self)
    }

    /// The report as one CSV table; the column `table` says what a row is about.
    #[must_use]
    pub fn csv(&self) -> String {
        rows::table(self).csv()
    }

    /// The same table as a Parquet file: the counts are whole numbers, rates and changes fractions, all else text.
    ///
    /// # Errors
    ///
    /// The file could not be put together; that does not depend on the figures.
    pub fn parquet(&self) -> Result<Vec<u8>, ReportError> {
        Ok(rows::table(self).parquet()?)
    }

    /// The report as an Excel workbook: a sheet a table, with charts that Excel draws.
    ///
    /// # Errors
    ///
    /// The workbook could not be put together; that does not depend on the figures.
    pub fn xlsx(&self) -> Result<Vec<u8>, ReportError> {
        Ok(workbook::write(self)?)
    }

    /// What the report's language says.
    pub(crate) const fn locale(&self) -> Locale {
        Locale::new(self.language)
    }

    /// The report's charts, in the order of the page.
    #[must_use]
    pub fn charts(&self) -> Vec<Chart> {
        charts::all(self)
    }
}

/// Views or shares of the five weeks, oldest first.
type Weeks = [u64; WEEKS];
