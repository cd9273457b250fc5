//! From a template and data to a PDF, by Typst.
//!
//! A document is closed off: Typst sees the template, the data, the pictures and the fonts that it is given, and neither
//! files nor network nor clock nor the system's fonts. Texts travel as data, which Typst never reads as markup, so that a
//! headline cannot run anything. The same manuscript gives the same bytes.

mod world;

use std::fmt::Write;

use typst::foundations::Smart;
use typst_layout::PagedDocument;
use typst_pdf::PdfOptions;

use world::Closed;
pub use world::Typefaces;

/// How many documents what Typst remembers of a document outlives. It remembers to be fast when one is set again and again,
/// and would take memory for good.
const REMEMBERED: usize = 2;

/// What is to be set.
#[derive(Debug, Clone)]
pub struct Manuscript<'a> {
    /// The template, in Typst's language. It reads the data with `json("/data.json")`, and pictures with
    /// `image("/0.svg")`, `image("/1.svg")` and so on.
    pub template: &'a str,
    /// The data, as JSON.
    pub data: Vec<u8>,
    /// The pictures, as SVG.
    pub pictures: Vec<Vec<u8>>,
    /// What tells the document from all others; the same for each edition of it.
    pub identity: String,
}

/// Why nothing was set.
#[derive(Debug, thiserror::Error)]
pub enum TypesetError {
    /// The template and the data do not fit together: a mistake of who wrote them.
    #[error("the document could not be set: {0}")]
    Template(String),
    /// A font is none.
    #[error("a font of the document cannot be read")]
    Font,
}

/// Sets a manuscript, as a PDF with tags for screen readers.
///
/// # Errors
/// [`TypesetError::Template`].
pub fn typeset(manuscript: Manuscript<'_>, typefaces: &Typefaces) -> Result<Vec<u8>, TypesetError> {
    let options = PdfOptions {
        ident: Smart::Custom(manuscript.identity.clone()),
        creator: Smart::Custom(Some("Tiraj".to_owned())),
        ..PdfOptions::default()
    };
    let world = Closed::new(manuscript, typefaces)?;
    let set = typst::compile::<PagedDocument>(&world).output;
    let pdf = set.and_then(|document| typst_pdf::pdf(&document, &options));
    comemo::evict(REMEMBERED);
    pdf.map_err(|faults| {
        let mut words = String::new();
        for fault in faults {
            // Writing to a text cannot fail.
            let _ = write!(words, "{}{}", if words.is_empty() { "" } else { "; " }, fault.message);
        }
        TypesetError::Template(words)
    })
}

#[cfg(test)]
mod tests;
