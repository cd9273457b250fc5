//! The report as an e-mail.
//!
//! The HTML asks nothing of a mail program but tables and inline styles: no script, no style sheet, nothing from
//! elsewhere; pictures are parts of the mail. It sets no background and no colour for its text, and only colours that can
//! be read on white and on black, so a dark mail program may do as it likes. It stays below [`LARGEST`], beyond which
//! Gmail cuts a mail off; what there is no room for is in the full report.

use askama::Template;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use tiraj_locale::Locale;

use super::WeeklyReport;
use super::document::{Cell, Document, Listing, Tone};
use crate::ReportError;
use crate::chart::Chart;

/// How many bytes of HTML Gmail shows.
pub const LARGEST: usize = 102_000;

/// The charts that are worth a picture; the others say what a table says.
const PICTURES: [&str; 5] = ["days", "week-map", "sections", "channels", "outlook"];
/// The width of the letter in pixels, which is that of its pictures.
const WIDTH: u32 = 600;
/// How many rows of a table there is room for, and of one table of several.
const ROWS: [usize; 2] = [10, 5];
/// How many columns of a table there is room for on a phone.
const COLUMNS: usize = 4;
/// How many letters of a text there is room for.
const LETTERS: usize = 120;

/// The report as the parts of an e-mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// The subject, without line breaks.
    pub subject: String,
    /// The HTML part, which names its pictures as `cid:`; at most [`LARGEST`] bytes.
    pub html: String,
    /// The same in plain text.
    pub text: String,
    /// The pictures that the HTML shows, in its order.
    pub images: Vec<LetterImage>,
}

/// A picture of a letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LetterImage {
    /// Its content id, without angle brackets.
    pub cid: String,
    /// The PNG file.
    pub png: Vec<u8>,
}

impl Letter {
    /// The HTML with its pictures inside, fit to be opened as a file.
    #[must_use]
    pub fn page(&self) -> String {
        self.images.iter().fold(self.html.clone(), |html, image| {
            let data = format!("src=\"data:image/png;base64,{}\"", STANDARD.encode(&image.png));
            html.replace(&format!("src=\"cid:{}\"", image.cid), &data)
        })
    }
}

#[derive(Template)]
#[template(path = "report/letter.html")]
struct Page<'a> {
    document: &'a Document,
    pictures: &'a [Picture],
    address: Option<&'a str>,
    open: &'static str,
}

#[derive(Template)]
#[template(path = "report/letter.txt")]
struct Text<'a> {
    document: &'a Document,
    address: Option<&'a str>,
    open: &'static str,
}

/// A picture where it stands in the letter.
struct Picture {
    cid: String,
    alt: String,
    width: u32,
    height: u32,
}

impl WeeklyReport {
    /// The report as an e-mail; `address` is that of the full report, if there is one to open.
    ///
    /// # Errors
    ///
    /// A chart or a template failed; neither depends on the figures.
    pub fn letter(&self, address: Option<&str>) -> Result<Letter, ReportError> {
        let locale = self.locale();
        let period = locale.span(self.from, self.to);
        let subject =
            locale.say("weekly-subject", &[("site", (&self.site).into()), ("period", period.into())]);
        let document = shortened(Document::new(self), locale);
        let charts: Vec<&Chart> =
            document.charts.iter().filter(|chart| PICTURES.contains(&chart.name)).collect();
        let cid = |chart: &Chart| format!("{}.{}@{}", chart.name, self.week, self.site);
        let picture = |chart: &&Chart| {
            let (width, height) = chart.size();
            Picture {
                cid: cid(chart),
                alt: cut(&chart.alt, 4 * LETTERS),
                width: WIDTH,
                height: height * WIDTH / width,
            }
        };
        let pictures: Vec<Picture> = charts.iter().map(picture).collect();
        let image = |chart: &&Chart| Ok(LetterImage { cid: cid(chart), png: chart.png(1)? });
        let open = locale.text("weekly-open");
        Ok(Letter {
            subject,
            html: Page { document: &document, pictures: &pictures, address, open }.render()?,
            text: Text { document: &document, address, open }.render()?,
            images: charts.iter().map(image).collect::<Result<_, ReportError>>()?,
        })
    }
}

/// As much of the document as there is room for.
fn shortened(mut document: Document, locale: Locale) -> Document {
    for sentence in &mut document.sentences {
        *sentence = cut(sentence, 3 * LETTERS);
    }
    for section in &mut document.sections {
        let rows = ROWS[usize::from(section.tables.len() > 1)];
        section.tables.iter_mut().for_each(|table| shorten(table, rows, locale));
    }
    document
}

fn shorten(table: &mut Listing, rows: usize, locale: Locale) {
    let beyond = table.rows.len().saturating_sub(rows) as u64;
    table.rows.truncate(rows);
    table.columns.truncate(COLUMNS);
    table.rows.iter_mut().for_each(|row| row.truncate(COLUMNS));
    for cell in table.rows.iter_mut().flatten() {
        cell.text = cut(&cell.text, LETTERS);
        cell.detail = cut(&cell.detail, LETTERS);
    }
    if beyond > 0 {
        let more = locale.say("weekly-more", &[("count", beyond.into())]);
        let blanks = std::iter::repeat_n(Cell::default(), table.columns.len().saturating_sub(1));
        table.rows.push(std::iter::once(Cell { tone: Tone::Same, ..more.into() }).chain(blanks).collect());
    }
}

/// The beginning of a text, on one line.
fn cut(text: &str, letters: usize) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match text.char_indices().nth(letters) {
        Some((end, _)) => format!("{}…", text[..end].trim_end()),
        None => text,
    }
}

impl Tone {
    /// The colour in a letter, readable on white and on black; none where it is that of all text.
    const fn ink(self) -> &'static str {
        match self {
            Self::Plain => "",
            Self::Up => "color:#00875f;font-weight:bold",
            Self::Down => "color:#c05000;font-weight:bold",
            Self::Same | Self::New => "color:#747c87",
        }
    }
}
