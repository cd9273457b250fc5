//! Tables as CSV that a spreadsheet opens safely and with all letters.
//!
//! RFC 4180: commas, CRLF, fields quoted where they must be. The file starts with a byte order mark,
//! because Excel reads CSV without one in the machine's old code page and turns `ə` and `Я` to rubbish; other
//! readers skip it. Text that a spreadsheet would run as a formula gets an apostrophe in front: an article's
//! title is anybody's text.

use super::Cell;

/// The byte order mark of UTF-8.
const BYTE_ORDER_MARK: char = '\u{feff}';

pub(super) fn write<'a>(columns: impl Iterator<Item = &'a str>, rows: &[Vec<Cell>]) -> String {
    let mut text = BYTE_ORDER_MARK.to_string();
    line(&mut text, columns.map(|name| quote(&guard(name))));
    for row in rows {
        line(&mut text, row.iter().map(field));
    }
    text
}

fn line(text: &mut String, fields: impl Iterator<Item = String>) {
    text.push_str(&fields.collect::<Vec<_>>().join(","));
    text.push_str("\r\n");
}

fn field(cell: &Cell) -> String {
    match cell {
        Cell::Text(text) => quote(&guard(text)),
        Cell::Count(count) => count.to_string(),
        Cell::Number(number) => decimal(*number),
        Cell::Day(day) => day.to_string(),
        Cell::Blank => String::new(),
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

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::spreadsheet::Sheet;

    fn check(cell: impl Into<Cell>, expected: &str) {
        assert_eq!(field(&cell.into()), expected);
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
        sheet.row(["day".into(), date(2026, 11, 9).into()]);
        assert_eq!(sheet.csv(), "\u{feff}table,key,views\r\nday,2026-11-09,\r\n");
    }
}
