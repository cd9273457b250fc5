//! The numbers behind a chart.

use tiraj_locale::Locale;

/// How many rows a chart's description tells.
const ALT_ROWS: usize = 8;
/// What stands where there is no number.
pub(crate) const NOTHING: &str = "–";

/// A small table, already written out for reading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// Column titles; the first column names the row.
    pub columns: Vec<String>,
    /// One text for each column.
    pub rows: Vec<Vec<String>>,
}

impl Table {
    pub(crate) fn new<const N: usize>(
        columns: [&str; N],
        rows: impl IntoIterator<Item = [String; N]>,
    ) -> Self {
        Self {
            columns: columns.map(str::to_owned).to_vec(),
            rows: rows.into_iter().map(|row| row.to_vec()).collect(),
        }
    }

    /// The first rows in one sentence, for those who cannot see the chart.
    pub(crate) fn alt(&self, locale: Locale) -> String {
        let rows = self.rows.iter().take(ALT_ROWS).filter_map(|row| Some((row.first()?, row.get(1)?)));
        let texts: Vec<String> = rows.map(|(name, value)| format!("{name}: {value}")).collect();
        if texts.is_empty() {
            locale.text("chart-no-data").to_owned()
        } else {
            format!("{}.", texts.join("; "))
        }
    }
}
