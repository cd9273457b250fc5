//! The report as it is read: one order and one wording for the page, the letter and the PDF.
//!
//! A [`Document`] holds finished texts. What renders one decides how it looks, and how much of it there is room for.

mod writer;

use serde::Serialize;
use tiraj_model::Language;

use super::WeeklyReport;
use crate::chart::{Chart, plain};
use crate::metric::Definition;
use writer::Writer;

/// The report as it is read, from top to bottom.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Document {
    pub(super) language: Language,
    pub(super) title: String,
    pub(super) site: String,
    /// The words for demo data, where it is.
    pub(super) demo: Option<&'static str>,
    pub(super) heading: String,
    /// Week, zone and when the figures were computed.
    pub(super) about: String,
    /// What the cards are called for who cannot see them.
    pub(super) figures: &'static str,
    pub(super) cards: Vec<Card>,
    pub(super) sentences: Vec<String>,
    /// None where there is nothing to draw.
    #[serde(skip)]
    pub(super) charts: Vec<Chart>,
    pub(super) sections: Vec<Section>,
    pub(super) explanation: &'static str,
    pub(super) notes: Vec<String>,
    pub(super) definitions: [Definition; 4],
    pub(super) footer: String,
}

/// A headline figure.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Card {
    pub(super) name: &'static str,
    pub(super) value: String,
    pub(super) change: Cell,
    pub(super) usual: String,
}

/// A heading with one table or several.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Section {
    pub(super) title: &'static str,
    pub(super) intro: Option<&'static str>,
    pub(super) tables: Vec<Listing>,
}

/// A table.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Listing {
    pub(super) title: Option<&'static str>,
    pub(super) columns: Vec<Column>,
    pub(super) rows: Vec<Vec<Cell>>,
    /// What stands in place of a table without rows.
    pub(super) none: &'static str,
}

/// A column of a table.
#[derive(Debug, Clone, Copy, Serialize)]
pub(super) struct Column {
    pub(super) name: &'static str,
    /// Whether it holds words, which stand on the left, or numbers.
    pub(super) words: bool,
}

/// A cell of a table.
#[derive(Debug, Clone, Default, Serialize)]
pub(super) struct Cell {
    pub(super) text: String,
    /// What stands under it, smaller.
    pub(super) detail: String,
    /// Where it points to: the path of an article.
    pub(super) path: String,
    /// The language of the text, where it is another than the report's.
    pub(super) lang: String,
    pub(super) tone: Tone,
}

/// How a text is coloured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Tone {
    #[default]
    Plain,
    Up,
    Down,
    Same,
    New,
}

impl Tone {
    /// The class of the style sheet.
    pub(super) const fn class(self) -> &'static str {
        match self {
            Self::Plain => "",
            Self::Up => "up",
            Self::Down => "down",
            Self::Same => "same",
            Self::New => "new",
        }
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        text.as_str().into()
    }
}

/// The text of a cell is on one line, without control characters.
impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Self { text: plain(text).into_owned(), ..Self::default() }
    }
}

impl Document {
    pub(super) fn new(report: &WeeklyReport) -> Self {
        Writer::new(report.locale()).document(report)
    }
}
