//! Tables as CSV that a spreadsheet opens safely and with all letters.
//!
//! RFC 4180: commas, CRLF, fields quoted where they must be. The file starts with a byte order mark,
//! because Excel reads CSV without one in the machine's old code page and turns `ə` and `Я` to rubbish; other
//! readers skip it. Text that a spreadsheet would run as a formula gets an apostrophe in front: an article's
//! title is anybody's text.

/// The byte order mark of UTF-8.
const BYTE_ORDER_MARK: char = '\u{feff}';

/// A CSV table in the making.
#[derive(Debug)]
pub(crate) struct Sheet {
    text: String,
    columns: usize,
}

/// A cell.
#[derive(Debug, Clone)]
pub(crate) enum Cell {
    /// Text, quoted and guarded.
    Text(String),
    /// A count.
    Count(u64),
    /// A rate, mean or score, with up to six decimals.
    Number(f64),
    /// Nothing: the column has no meaning in this row.
    Blank,
}

impl Sheet {
    /// A table with these column names.
    pub(crate) fn new(columns: &[&str]) -> Self {
        let mut sheet = Self { text: BYTE_ORDER_MARK.to_string(), columns: columns.len() };
        sheet.row(columns.iter().copied().map(Cell::from));
        sheet
    }

    /// Adds a row; columns that it does not reach stay blank.
    pub(crate) fn row(&mut self, cells: impl IntoIterator<Item = Cell>) {
        let mut fields: Vec<String> = cells.into_iter().map(|cell| cell.field()).collect();
        debug_assert!(fields.len() <= self.columns, "a row is wider than the table");
        fields.resize(self.columns, String::new());
        self.text.push_str(&fields.join(","));
        self.text.push_str("\r\n");
    }

    /// The file's text.
    pub(crate) fn finish(self) -> String {
        self.text
    }
}

impl Cell {
    fn field(&self) -> String {
        match self {
            Self::Text(text) => quote(&guard(text)),
            Self::Count(count) => count.to_string(),
            Self::Number(number) => decimal(*number),
            Self::Blank => String::new(),
        }
    }
}

/// An apostrophe before what would start a formula, which spreadsheets take as "this is text".
fn guard(text: &str) -> String {
    let starts_formula = text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']);
    if starts_formula { format!("'{text}") } else { text.to_owned() }
}

fn quote(text: &str) -> String {
    if text.contains(['"', ',', '\r', '\n']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text.to_owned()
    }
}

fn decimal(number: f64) -> String {
    let text = format!("{number:.6}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text == "-0" { "0".to_owned() } else { text.to_owned() }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<u64> for Cell {
    fn from(count: u64) -> Self {
        Self::Count(count)
    }
}

impl From<f64> for Cell {
    fn from(number: f64) -> Self {
        Self::Number(number)
    }
}

impl<T: Into<Cell>> From<Option<T>> for Cell {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Blank, Into::into)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(cell: impl Into<Cell>, field: &str) {
        assert_eq!(cell.into().field(), field);
    }

    #[test]
    fn cells_are_written_as_spreadsheets_read_them() {
        check("Şəki, \"köhnə\" şəhər", "\"Şəki, \"\"köhnə\"\" şəhər\"");
        check(1_234_u64, "1234");
        check(-0.125, "-0.125");
        check(-0.000_000_01, "0");
        check(None::<f64>, "");
    }

    #[test]
    fn formulas_become_text() {
        for text in ["=1+1", "+994", "-1", "@SUM(A1)", "\tx"] {
            check(text, &format!("'{text}"));
        }
        check("=HYPERLINK(\"x\",1)", "\"'=HYPERLINK(\"\"x\"\",1)\"");
    }

    #[test]
    fn rows_have_one_width() {
        let mut sheet = Sheet::new(&["table", "key", "views"]);
        sheet.row(["day".into(), "2026-11-09".into()]);
        assert_eq!(sheet.finish(), "\u{feff}table,key,views\r\nday,2026-11-09,\r\n");
    }
}
