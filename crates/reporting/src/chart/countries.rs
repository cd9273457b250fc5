//! Where readers are: a bar for each country, named in the reader's language, with its part of all.

use tiraj_model::Language;

use super::bars::{Bar, Bars, Note};
use super::leading::total;
use super::phrase::Phrase;
use super::table::Table;
use crate::country::Country;
use crate::notation::Notation;

/// Counts by country.
#[derive(Debug, Clone)]
pub struct Countries {
    /// Each country with its count, in any order; none is what could not be placed.
    pub rows: Vec<(Option<Country>, u64)>,
    /// How many are drawn; those beyond are summed.
    pub most: usize,
    /// What is counted, in the reader's language: `Readers`.
    pub measure: String,
}

impl Countries {
    /// The same as bars, without what was not counted at all.
    pub(crate) fn bars(&self, notation: Notation) -> Bars {
        let whole = total(self.rows.iter().map(|(_, count)| *count)).max(1) as f64;
        let bar = |(country, count): &(Option<Country>, u64)| Bar {
            label: match country {
                Some(country) => country.name(notation.language()).to_owned(),
                None => Phrase::Unknown.text(notation).to_owned(),
            },
            value: *count,
            usual: None,
            note: Note::Part(*count as f64 / whole),
        };
        Bars {
            bars: self.rows.iter().filter(|(_, count)| *count > 0).map(bar).collect(),
            most: self.most,
            measure: self.measure.clone(),
            label: String::new(),
            usual_label: String::new(),
        }
    }

    pub(crate) fn height(&self) -> f64 {
        // The height does not depend on the language.
        self.bars(Notation::new(Language::En)).height()
    }

    pub(crate) fn table(&self, notation: Notation) -> Table {
        let shown = self.bars(notation).shown(notation);
        let rows =
            shown.into_iter().map(|bar| [bar.label, notation.count(bar.value), bar.note.text(notation)]);
        let [country, part] = [Phrase::Country, Phrase::Share].map(|phrase| phrase.text(notation));
        Table::new([country, &self.measure, part], rows)
    }
}
