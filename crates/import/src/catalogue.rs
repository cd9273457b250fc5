//! Catalogues of articles as CSV: one row an article, columns named by a header.
//!
//! Columns are found by the names that content systems commonly give them ([`ArticleField::usual_names`]), in
//! any order and case, or as the operator says with [`Columns::map`]. The separator is what the header uses
//! most of comma, semicolon and tab. Only the address is needed; further columns are ignored.
//!
//! A row that names no article of the site is counted: without an address
//! [`DropReason::MissingField`], with one that is no URL [`DropReason::BadUrl`], of another host
//! [`DropReason::Hostname`], with an unreadable time [`DropReason::Malformed`].

mod columns;
mod row;

use std::io::BufRead;

use csv::ByteRecord;
use tiraj_model::{Article, ArticleOrigin, Site};

use columns::Positions;
pub use columns::{ArticleField, Columns, ColumnsError};
pub(crate) use row::read_path;

use crate::Tally;

/// A catalogue that cannot be read on.
#[derive(Debug, thiserror::Error)]
pub enum CatalogueError {
    /// The bytes cannot be read as CSV.
    #[error("the catalogue cannot be read as CSV")]
    Csv(#[from] csv::Error),
    /// The source of the bytes failed.
    #[error("the catalogue cannot be read")]
    Io(#[from] std::io::Error),
    /// A column that is needed, or that the operator named, is not there.
    #[error(transparent)]
    Columns(#[from] ColumnsError),
}

/// Reads the articles of one catalogue; see the module's documentation.
#[derive(Debug)]
pub struct CatalogueReader<R> {
    csv: csv::Reader<R>,
    positions: Positions,
    site: Site,
    record: ByteRecord,
    tally: Tally,
}

impl<R: BufRead> CatalogueReader<R> {
    /// Reads the header. Times without a zone are in the site's.
    ///
    /// # Errors
    /// When the source fails, or its header lacks a column that is needed.
    pub fn new(mut source: R, site: Site, columns: &Columns) -> Result<Self, CatalogueError> {
        let delimiter = separator(source.fill_buf()?);
        let mut csv = csv::ReaderBuilder::new().delimiter(delimiter).flexible(true).from_reader(source);
        let positions = columns.find(csv.byte_headers()?)?;
        Ok(Self { csv, positions, site, record: ByteRecord::new(), tally: Tally::default() })
    }

    /// The counts so far, of rows.
    pub const fn tally(&self) -> &Tally {
        &self.tally
    }

    fn take_row(&mut self) -> Option<Article> {
        match row::read(&self.record, &self.positions, &self.site) {
            Ok((path, meta, moved_from)) => {
                self.tally.accept();
                let article = Article::new(self.site.name.clone(), path, ArticleOrigin::Import, meta);
                Some(Article { moved_from, ..article })
            }
            Err(reason) => {
                self.tally.refuse(reason);
                None
            }
        }
    }
}

impl<R: BufRead> Iterator for CatalogueReader<R> {
    type Item = Result<Article, CatalogueError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            match self.csv.read_byte_record(&mut self.record) {
                Ok(true) => {
                    if let Some(article) = self.take_row() {
                        return Some(Ok(article));
                    }
                }
                Ok(false) => return None,
                Err(error) => return Some(Err(error.into())),
            }
        }
    }
}

/// The separator that stands most often in the first line; a comma where none does.
pub(crate) fn separator(beginning: &[u8]) -> u8 {
    let header = beginning.split(|b| *b == b'\n').next().unwrap_or_default();
    let count = |separator: u8| header.iter().filter(|b| **b == separator).count();
    // The last of equals wins.
    [b'\t', b';', b','].into_iter().max_by_key(|separator| count(*separator)).unwrap_or(b',')
}

#[cfg(test)]
mod tests;
