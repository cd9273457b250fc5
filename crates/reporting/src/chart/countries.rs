//! Where readers are: a bar for each country, named in the reader's language, with its part of all.

use super::bars::{Bar, Bars, Note};
use super::leading::total;
use super::table::Table;
use tiraj_locale::{Country, Locale};

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
    pub(crate) fn bars(&self, locale: Locale) -> Bars {
        let whole = total(self.rows.iter().map(|(_, count)| *count)).max(1) as f64;
        let bar = |(country, count): &(Option<Country>, u64)| Bar {
            label: match country {
                Some(country) => country.name(locale).to_owned(),
                None => locale.text("chart-unknown").to_owned(),
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
        self.bars(Locale::ENGLISH).height()
    }

    pub(crate) fn table(&self, locale: Locale) -> Table {
        let shown = self.bars(locale).shown(locale);
        let rows = shown.into_iter().map(|bar| [bar.label, locale.count(bar.value), bar.note.text(locale)]);
        let [country, part] = ["chart-country", "chart-share"].map(|id| locale.text(id));
        Table::new([country, &self.measure, part], rows)
    }
}
