//! A report as it was published, told by a manifest beside its files.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use tiraj_model::{Language, ReportFormat};

use super::{Totals, WeeklyReport};

/// One edition of a week's report. The first is what was published; those after it are restatements, since something changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Edition {
    /// The version of the manifest.
    pub manifest_version: u32,
    /// The site.
    pub site: String,
    /// The ISO week, as `2026-W46`.
    pub week: String,
    /// Its number: 0 as published, 1 for the first restatement.
    pub number: u32,
    /// When it was made.
    pub made_at: Timestamp,
    /// The version of the program that made it.
    pub made_by: String,
    /// The language of its sentences.
    pub lang: Language,
    /// Whether the figures are simulated.
    #[serde(default)]
    pub demo: bool,
    /// Its headline figures.
    pub totals: Totals,
    /// What is other than as published, in plain sentences.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub changes: Vec<String>,
    /// Whether it took the place of editions that went with something that was erased.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub after_erasing: bool,
    /// Its files.
    pub files: Vec<EditionFile>,
}

/// A file of an edition.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EditionFile {
    /// Its name.
    pub name: String,
    /// Its format.
    pub format: ReportFormat,
    /// How long it is.
    pub bytes: u64,
    /// The SHA-256 of its content, as 64 hexadecimal digits.
    pub sha256: String,
}

impl Edition {
    /// The version of manifests that this program writes.
    pub const VERSION: u32 = 1;

    /// The edition that a report makes, without its files: what was published where there is nothing before it, otherwise what is restated.
    #[must_use]
    pub fn of(report: &WeeklyReport, before: &[Self], lang: Language, made_by: &str) -> Self {
        let totals = report.totals();
        Self {
            manifest_version: Self::VERSION,
            site: report.site.clone(),
            week: report.week.clone(),
            number: before.last().map_or(0, |last| last.number + 1),
            made_at: report.generated_at,
            made_by: made_by.to_owned(),
            lang,
            demo: report.demo,
            totals,
            changes: before.first().map(|first| first.totals.changes(&totals)).unwrap_or_default(),
            after_erasing: false,
            files: Vec::new(),
        }
    }

    /// Its file of a format.
    #[must_use]
    pub fn file(&self, format: ReportFormat) -> Option<&EditionFile> {
        self.files.iter().find(|file| file.format == format)
    }
}
