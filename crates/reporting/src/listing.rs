//! A list of articles with the columns that somebody chose, as a table and as the files that spreadsheets open.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use crate::ReportError;
use crate::article::words_per_minute;
use crate::figure::ratio;
use crate::peers::Standing;
use crate::spreadsheet::{Book, Cell, Column, Kind, Sheet};

/// What a column of the list tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    /// The section.
    Section,
    /// The author line.
    Authors,
    /// The language.
    Lang,
    /// When it came out.
    Published,
    /// Views.
    Views,
    /// Readers, one of several days counted on each.
    Readers,
    /// Shares.
    Shares,
    /// Shares by views.
    ShareRate,
    /// Engaged time by views.
    Engaged,
    /// That, as a part of the time its text takes.
    Completion,
    /// The score among articles like it.
    Score,
}

/// An article of the list. Texts are empty where nothing is known.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Entry {
    /// Its canonical path.
    pub path: String,
    /// Headline.
    pub title: String,
    /// Section.
    pub section: String,
    /// Authors, in the order of the author line.
    pub authors: Vec<String>,
    /// BCP 47 language.
    pub lang: String,
    /// When it came out.
    pub published_at: Option<Timestamp>,
    /// How many words it has.
    pub word_count: Option<u32>,
    /// Views.
    pub views: u64,
    /// Readers.
    pub readers: u64,
    /// Shares.
    pub shares: u64,
    /// Engaged time of all views, in milliseconds.
    pub engaged_ms: u64,
    /// How it does beside those like it.
    pub standing: Option<Standing>,
}

/// Articles in columns.
#[derive(Debug, Clone)]
pub struct Listing {
    /// What the list is of, for the workbook.
    pub title: String,
    /// The columns beside title and path.
    pub fields: Vec<Field>,
    /// The articles, in their order.
    pub entries: Vec<Entry>,
    /// The zone in which moments are written.
    pub zone: TimeZone,
}

impl Field {
    /// All of them, in the order in which they stand.
    pub const ALL: [Self; 11] = [
        Self::Section,
        Self::Authors,
        Self::Lang,
        Self::Published,
        Self::Views,
        Self::Readers,
        Self::Shares,
        Self::ShareRate,
        Self::Engaged,
        Self::Completion,
        Self::Score,
    ];

    /// Those that are shown unless others are chosen.
    pub const USUAL: [Self; 6] =
        [Self::Section, Self::Published, Self::Views, Self::Readers, Self::Shares, Self::Score];

    /// Its name in addresses and files.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Section => "section",
            Self::Authors => "authors",
            Self::Lang => "lang",
            Self::Published => "published",
            Self::Views => "views",
            Self::Readers => "readers",
            Self::Shares => "shares",
            Self::ShareRate => "share_rate",
            Self::Engaged => "engaged",
            Self::Completion => "completion",
            Self::Score => "score",
        }
    }

    /// Its shown name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Section => "Section",
            Self::Authors => "Authors",
            Self::Lang => "Language",
            Self::Published => "Published",
            Self::Views => "Views",
            Self::Readers => "Readers",
            Self::Shares => "Shares",
            Self::ShareRate => "Share rate",
            Self::Engaged => "Time a view",
            Self::Completion => "Read",
            Self::Score => "Score",
        }
    }

    /// What it tells, in a sentence.
    #[must_use]
    pub const fn text(self) -> &'static str {
        match self {
            Self::Section | Self::Authors | Self::Lang => {
                "As the article's own description, or the newsroom's system, says."
            }
            Self::Published => "When the article came out, on the site's clock.",
            Self::Views => "Times its page was opened by a person; a reload counts again.",
            Self::Readers => "Distinct visitors of each day; who came on two days counts twice.",
            Self::Shares => "Times a share button was pressed, the link was copied or the page printed.",
            Self::ShareRate => "Shares divided by views.",
            Self::Engaged => "For how long the page was in front of an active reader, divided by views.",
            Self::Completion => {
                "That time as a part of what the text takes at its language's usual pace (English 238, Russian 184, Azerbaijani 166 words a minute); at most all of it."
            }
            Self::Score => {
                "Of 100 articles of its section and language, how many did worse at the same age, measured by how much the site is usually read in the hours since."
            }
        }
    }

    /// The field of a name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|field| field.as_str() == name)
    }

    const fn column(self) -> Column {
        match self {
            Self::Section | Self::Authors => Column::new(self.name(), 22, Kind::Plain),
            Self::Lang | Self::Score => Column::new(self.name(), 10, Kind::Plain),
            Self::Published => Column::new(self.name(), 17, Kind::Plain),
            Self::Views | Self::Readers | Self::Shares => Column::new(self.name(), 12, Kind::Count),
            Self::ShareRate | Self::Completion => Column::new(self.name(), 12, Kind::Portion),
            Self::Engaged => Column::new("Seconds a view", 14, Kind::Plain),
        }
    }
}

impl Entry {
    /// The name to show: the title, or the path.
    #[must_use]
    pub fn label(&self) -> &str {
        if self.title.is_empty() { &self.path } else { &self.title }
    }

    /// Shares by views.
    #[must_use]
    pub fn share_rate(&self) -> Option<f64> {
        ratio(self.shares, self.views)
    }

    /// Engaged time by views, in seconds; none where none was measured.
    #[must_use]
    pub fn engaged_seconds(&self) -> Option<f64> {
        (self.views > 0 && self.engaged_ms > 0).then(|| self.engaged_ms as f64 / 1000.0 / self.views as f64)
    }

    /// That as a part of what the text takes to read.
    #[must_use]
    pub fn completion(&self) -> Option<f64> {
        completion(self.engaged_seconds()?, self.word_count?, &self.lang)
    }

    fn cell(&self, field: Field, zone: &TimeZone) -> Cell {
        match field {
            Field::Section => self.section.as_str().into(),
            Field::Authors => self.authors.join(", ").into(),
            Field::Lang => self.lang.as_str().into(),
            Field::Published => self.published_at.map(|at| local(at, zone)).into(),
            Field::Views => self.views.into(),
            Field::Readers => self.readers.into(),
            Field::Shares => self.shares.into(),
            Field::ShareRate => self.share_rate().into(),
            Field::Engaged => self.engaged_seconds().map(|seconds| (seconds * 10.0).round() / 10.0).into(),
            Field::Completion => self.completion().into(),
            Field::Score => self.standing.map(|standing| u64::from(standing.score)).into(),
        }
    }
}

/// The part of a text of so many words that is read in some seconds at the usual pace of its language, at most all of it; none where
/// the pace is not known or there is no text.
pub(crate) fn completion(seconds: f64, words: u32, lang: &str) -> Option<f64> {
    let needed = 60.0 * f64::from(words) / words_per_minute(lang)?;
    (needed > 0.0).then(|| (seconds / needed).min(1.0))
}

impl Listing {
    /// The list as CSV.
    #[must_use]
    pub fn csv(&self) -> String {
        let names: Vec<&'static str> =
            ["title", "path"].into_iter().chain(self.fields.iter().map(|field| field.as_str())).collect();
        let mut sheet = Sheet::new(&names);
        for entry in &self.entries {
            sheet.row(self.cells(entry));
        }
        sheet.csv()
    }

    /// The list as an Excel workbook, made at a moment.
    ///
    /// # Errors
    /// It is longer than Excel takes.
    pub fn workbook(&self, made_at: Timestamp) -> Result<Vec<u8>, ReportError> {
        let ends = [Column::new("Title", 60, Kind::Plain), Column::new("Path", 40, Kind::Plain)];
        let columns: Vec<Column> =
            ends.into_iter().chain(self.fields.iter().map(|field| field.column())).collect();
        let mut book = Book::new(&self.title, made_at)?;
        let rows: Vec<Vec<Cell>> = self.entries.iter().map(|entry| self.cells(entry)).collect();
        book.table("Articles", &columns, &rows)?;
        Ok(book.finish()?)
    }

    fn cells(&self, entry: &Entry) -> Vec<Cell> {
        let ends = [Cell::from(entry.label()), Cell::from(entry.path.as_str())];
        ends.into_iter().chain(self.fields.iter().map(|field| entry.cell(*field, &self.zone))).collect()
    }
}

/// A moment on the site's clock: `2026-11-20 14:30`.
fn local(at: Timestamp, zone: &TimeZone) -> String {
    at.to_zoned(zone.clone()).strftime("%Y-%m-%d %H:%M").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::{masthead, moment};

    fn listing() -> Listing {
        let entry = Entry {
            path: "/a".into(),
            title: "=1+1, \"Şəki\"".into(),
            lang: "az".into(),
            published_at: Some(moment("2026-11-20T10:30:00Z")),
            word_count: Some(166),
            views: 4,
            shares: 1,
            engaged_ms: 60_000,
            ..Entry::default()
        };
        let fields = vec![
            Field::Published,
            Field::Views,
            Field::ShareRate,
            Field::Engaged,
            Field::Completion,
            Field::Score,
        ];
        Listing {
            title: "Articles".into(),
            fields,
            entries: vec![entry, Entry::default()],
            zone: masthead().zone,
        }
    }

    #[test]
    fn a_list_is_written_with_its_columns_and_runs_nothing() {
        assert_eq!(
            listing().csv(),
            "\u{feff}title,path,published,views,share_rate,engaged,completion,score\r\n\
             \"'=1+1, \"\"Şəki\"\"\",/a,2026-11-20 14:30,4,0.25,15,0.25,\r\n\
             ,,,0,,,,\r\n"
        );
    }

    #[test]
    fn a_workbook_is_the_same_bytes_from_the_same_list() {
        let at = moment("2026-11-20T10:30:00Z");
        let bytes = listing().workbook(at).unwrap();
        assert!(bytes.starts_with(b"PK"));
        assert_eq!(bytes, listing().workbook(at).unwrap());
    }

    #[test]
    fn fields_are_found_by_their_names() {
        for field in Field::ALL {
            assert_eq!(Field::named(field.as_str()), Some(field));
            assert!(field.text().ends_with('.'));
        }
        assert_eq!(Field::named("rubbish"), None);
    }
}
