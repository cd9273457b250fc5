//! View counts that a content system kept: one row a page, with its address and its views.
//!
//! The columns are found by the names that such systems commonly give them, in any order and case, or as the operator
//! names them; further columns are ignored. Counts are whole numbers, with or without grouping (`2 229`, `2,229`). A row
//! that cannot be taken is counted and named, and the rest goes on.

use std::collections::HashMap;
use std::io::BufRead;

use csv::ByteRecord;
use smol_str::SmolStr;
use tiraj_model::{DropReason, Site};

use crate::Tally;
use crate::catalogue::{ArticleField, CatalogueError, ColumnsError, read_path, separator};

/// Column names that are taken for the views, best first.
const VIEWS: &[&str] =
    &["views", "view_count", "views_count", "viewcount", "pageviews", "page_views", "hits", "reads", "count"];

/// More views than any page has, and few enough that no sum of them overflows.
const MOST: u64 = 1_000_000_000_000_000;

/// Refused rows that are named; the others are only counted.
const NAMED: usize = 20;

/// The columns as the operator names them, where their names do not say so.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ViewColumns {
    /// The one of the page's URL or path.
    pub url: Option<String>,
    /// The one of the views.
    pub views: Option<String>,
}

/// A row that was not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefusedRow {
    /// Its line in the file, from 1.
    pub line: u64,
    /// Why.
    pub reason: DropReason,
}

/// What a file says: the views of each page, and what became of its rows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ViewCounts {
    /// Views by normalised path.
    pub pages: HashMap<SmolStr, u64>,
    /// The counts of rows.
    pub tally: Tally,
    /// Rows that named a page again; of several the last counts.
    pub repeats: u64,
    /// The first rows that were not taken.
    pub refused: Vec<RefusedRow>,
}

/// Reads the view counts of a site's pages from CSV. All pages of a file are held in memory.
///
/// # Errors
/// When the source fails, or its header lacks one of the two columns.
pub fn read_view_counts<R: BufRead>(
    mut source: R,
    site: &Site,
    columns: &ViewColumns,
) -> Result<ViewCounts, CatalogueError> {
    let delimiter = separator(source.fill_buf()?);
    let mut csv = csv::ReaderBuilder::new().delimiter(delimiter).flexible(true).from_reader(source);
    let header = csv.byte_headers()?.clone();
    let url = find(&header, "url", columns.url.as_deref(), ArticleField::Url.usual_names())?;
    let views = find(&header, "views", columns.views.as_deref(), VIEWS)?;
    let mut counts = ViewCounts::default();
    let mut row = ByteRecord::new();
    while csv.read_byte_record(&mut row)? {
        let line = row.position().map_or(0, csv::Position::line);
        match read_row(&text(&row, url), &text(&row, views), site) {
            Ok((path, views)) => counts.take(path, views),
            Err(reason) => counts.refuse(line, reason),
        }
    }
    Ok(counts)
}

impl ViewCounts {
    /// Adds the counts of a further file: of Plausible's export each row holds the views of one day.
    ///
    /// # Errors
    /// As for [`read_view_counts`].
    pub fn add_daily<R: BufRead>(&mut self, source: R, site: &Site) -> Result<(), CatalogueError> {
        let mut csv = csv::ReaderBuilder::new().flexible(true).from_reader(source);
        let header = csv.byte_headers()?.clone();
        let url = find(&header, "url", None, &["page"])?;
        let views = find(&header, "views", None, &["pageviews"])?;
        let mut row = ByteRecord::new();
        while csv.read_byte_record(&mut row)? {
            let line = row.position().map_or(0, csv::Position::line);
            match read_row(&text(&row, url), &text(&row, views), site) {
                Ok((path, views)) => {
                    self.tally.accept();
                    let sum = self.pages.entry(path).or_default();
                    *sum = sum.saturating_add(views).min(MOST);
                }
                Err(reason) => self.refuse(line, reason),
            }
        }
        Ok(())
    }

    fn take(&mut self, path: SmolStr, views: u64) {
        self.tally.accept();
        if self.pages.insert(path, views).is_some() {
            self.repeats += 1;
        }
    }

    fn refuse(&mut self, line: u64, reason: DropReason) {
        self.tally.refuse(reason);
        if self.refused.len() < NAMED {
            self.refused.push(RefusedRow { line, reason });
        }
    }
}

fn find(
    header: &ByteRecord,
    field: &'static str,
    typed: Option<&str>,
    usual: &[&str],
) -> Result<usize, ColumnsError> {
    let names: Vec<String> = (0..header.len()).map(|at| text(header, at).to_lowercase()).collect();
    let position = |wanted: &str| names.iter().position(|name| *name == wanted.trim().to_lowercase());
    let found = typed.map_or_else(|| usual.iter().find_map(|name| position(name)), position);
    found.ok_or_else(|| ColumnsError::Missing {
        field,
        wanted: typed.map_or_else(|| usual.join("` or `"), str::to_owned),
        header: names.join(", "),
    })
}

fn text(row: &ByteRecord, at: usize) -> String {
    String::from_utf8_lossy(row.get(at).unwrap_or_default()).trim().to_owned()
}

fn read_row(address: &str, views: &str, site: &Site) -> Result<(SmolStr, u64), DropReason> {
    let path = read_path(address, site)?;
    if views.is_empty() {
        return Err(DropReason::MissingField);
    }
    let views = read_count(views).filter(|views| *views <= MOST).ok_or(DropReason::Malformed)?;
    Ok((path, views))
}

/// A whole number: plain, in groups of three digits, or with an empty fraction, as spreadsheets write it (`12.0`).
fn read_count(text: &str) -> Option<u64> {
    let mut groups = text.split([',', '.', '\'', '_', ' ', '\u{a0}', '\u{202f}']);
    let first = groups.next()?;
    let rest: Vec<&str> = groups.collect();
    let digits = if rest.is_empty() || (first.len() <= 3 && rest.iter().all(|group| group.len() == 3)) {
        format!("{first}{}", rest.concat())
    } else if matches!(*rest, ["0" | "00"]) {
        first.to_owned()
    } else {
        return None;
    };
    let are_digits = !first.is_empty() && digits.bytes().all(|digit| digit.is_ascii_digit());
    digits.parse().ok().filter(|_| are_digits)
}

#[cfg(test)]
mod tests;
