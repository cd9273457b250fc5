//! Joining the blocks of a result into one document.
//!
//! libchdb's result stream writes every block as a complete document of the output format. For most formats
//! that are used between programs a document is header, rows, footer, the header is the same in each block,
//! and so the blocks join: keep the first header, drop the others, move the footer to the end. Formats that
//! cannot be joined like this (`JSON`, `Parquet`, `Pretty`…) have no [`Framing`] and are asked for whole.

use crate::exception::{Exception, code};

/// Length of the header at the start of a document; `None` if the document does not have one.
type HeaderLength = fn(&[u8]) -> Option<usize>;

/// How the documents of a format are put together.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Framing {
    header: HeaderLength,
    footer: &'static [u8],
}

/// End-of-stream marker of Arrow's IPC stream format: a continuation and a length of zero.
const ARROW_END: &[u8] = &[0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0];

impl Framing {
    /// The framing for a query's result, unless it has parts that do not join: totals and extremes come as
    /// sections of their own, and one setting makes JSON rows an array.
    pub(crate) fn of_query(format: &str, sql: &str, settings: &[(String, String)]) -> Option<Self> {
        let unjoined = |text: &str| {
            let text = text.to_ascii_lowercase();
            ["totals", "extremes", "json_array_of_rows"].iter().any(|word| text.contains(word))
        };
        let special = unjoined(sql) || settings.iter().any(|(name, _)| unjoined(name));
        if special { None } else { Self::of(format) }
    }

    /// The framing of a format, by its ClickHouse name in any case.
    fn of(format: &str) -> Option<Self> {
        let (header, footer): (HeaderLength, &'static [u8]) = match format.to_ascii_lowercase().as_str() {
            "rowbinary" | "native" | "null" | "csv" => (|_| Some(0), b""),
            "tabseparated" | "tsv" | "tabseparatedraw" | "tsvraw" | "raw" => (|_| Some(0), b""),
            "jsoneachrow" | "jsonlines" | "ndjson" | "jsoncompacteachrow" => (|_| Some(0), b""),
            "tabseparatedwithnames" | "tsvwithnames" => (|text| lines(text, 1, false), b""),
            "tabseparatedwithnamesandtypes" | "tsvwithnamesandtypes" => (|text| lines(text, 2, false), b""),
            "csvwithnames" => (|text| lines(text, 1, true), b""),
            "csvwithnamesandtypes" => (|text| lines(text, 2, true), b""),
            "rowbinarywithnames" => (|bytes| names(bytes, 1), b""),
            "rowbinarywithnamesandtypes" => (|bytes| names(bytes, 2), b""),
            "arrowstream" => (arrow_schema, ARROW_END),
            _ => return None,
        };
        Some(Self { header, footer })
    }

    /// Starts a document.
    pub(crate) fn joiner(self) -> Joiner {
        Joiner { framing: self, header: None }
    }
}

/// The document so far.
pub(crate) struct Joiner {
    framing: Framing,
    header: Option<Vec<u8>>,
}

impl Joiner {
    /// The part of `block` that belongs next.
    pub(crate) fn join<'b>(&mut self, block: &'b [u8]) -> Result<&'b [u8], Exception> {
        let block = block.strip_suffix(self.framing.footer).ok_or_else(|| unjoinable("footer"))?;
        if let Some(header) = &self.header {
            return block.strip_prefix(header.as_slice()).ok_or_else(|| unjoinable("header"));
        }
        let length = (self.framing.header)(block).ok_or_else(|| unjoinable("header"))?;
        self.header = Some(block[..length].to_vec());
        Ok(block)
    }

    /// What ends the document. Nothing if no block came: then nothing was begun.
    pub(crate) fn finish(self) -> &'static [u8] {
        if self.header.is_some() { self.framing.footer } else { b"" }
    }
}

fn unjoinable(part: &str) -> Exception {
    Exception::new(
        code::LOGICAL_ERROR,
        &format!("A block of the result has an unexpected {part}. (LOGICAL_ERROR)"),
    )
}

/// The first `count` lines. Where names are `quotable`, a line end in double quotes is part of a name.
fn lines(text: &[u8], count: usize, quotable: bool) -> Option<usize> {
    let mut quoted = false;
    let mut ends = text.iter().enumerate().filter_map(|(at, byte)| {
        quoted ^= quotable && *byte == b'"';
        (*byte == b'\n' && !quoted).then_some(at + 1)
    });
    ends.nth(count - 1)
}

/// `RowBinaryWithNames…`: the number of columns, then `times` that many strings, all with LEB128 lengths.
fn names(bytes: &[u8], times: u64) -> Option<usize> {
    let (columns, mut at) = leb128(bytes)?;
    for _ in 0..columns.checked_mul(times)? {
        let (length, size) = leb128(bytes.get(at..)?)?;
        at = at.checked_add(size)?.checked_add(usize::try_from(length).ok()?)?;
    }
    (at <= bytes.len()).then_some(at)
}

fn leb128(bytes: &[u8]) -> Option<(u64, usize)> {
    let mut value = 0;
    for (at, byte) in bytes.iter().take(9).enumerate() {
        value |= u64::from(byte & 0x7f) << (7 * at);
        if byte & 0x80 == 0 {
            return Some((value, at + 1));
        }
    }
    None
}

/// Arrow's schema message: a continuation, a length, as much metadata, no body.
fn arrow_schema(bytes: &[u8]) -> Option<usize> {
    let length = u32::from_le_bytes(bytes.get(4..8)?.try_into().ok()?);
    let end = 8 + usize::try_from(length).ok()?;
    (bytes.starts_with(&[0xff; 4]) && end <= bytes.len()).then_some(end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(format: &str, blocks: &[&[u8]], expected: &[u8]) {
        let mut joiner = Framing::of(format).expect("a format that joins").joiner();
        let mut document = Vec::new();
        for block in blocks {
            document.extend_from_slice(joiner.join(block).expect("joins"));
        }
        document.extend_from_slice(joiner.finish());
        assert_eq!(document, expected);
    }

    #[test]
    fn headers_are_kept_once_and_footers_come_last() {
        check("JSONEachRow", &[b"1\n", b"2\n"], b"1\n2\n");
        check("csvWithNames", &[b"\"a\nb\"\n1\n", b"\"a\nb\"\n2\n"], b"\"a\nb\"\n1\n2\n");
        check("TSVWithNamesAndTypes", &[b"a\nInt\n1\n", b"a\nInt\n2\n"], b"a\nInt\n1\n2\n");
        check(
            "RowBinaryWithNamesAndTypes",
            &[b"\x01\x01a\x02tyX", b"\x01\x01a\x02tyY"],
            b"\x01\x01a\x02tyXY",
        );
        let block = |row: &[u8]| [&[255, 255, 255, 255, 2, 0, 0, 0, 7, 7], row, ARROW_END].concat();
        let joined = [&[255, 255, 255, 255, 2, 0, 0, 0, 7, 7, 1, 2], ARROW_END].concat();
        check("ArrowStream", &[&block(&[1]), &block(&[2])], &joined);
    }

    #[test]
    fn no_block_is_no_document() {
        check("ArrowStream", &[], b"");
    }

    #[test]
    fn a_block_that_does_not_fit_is_an_error() {
        let mut joiner = Framing::of("CSVWithNames").expect("joins").joiner();
        assert!(joiner.join(b"no line end").is_err());
        joiner.join(b"a\n1\n").expect("joins");
        assert!(joiner.join(b"b\n2\n").is_err());
    }

    #[test]
    fn sections_of_their_own_are_asked_for_whole() {
        let settings = [("extremes".to_owned(), "1".to_owned())];
        assert!(Framing::of_query("CSV", "SELECT 1", &[]).is_some());
        assert!(Framing::of_query("CSV", "SELECT 1", &settings).is_none());
        assert!(Framing::of_query("CSV", "SELECT 1 GROUP BY 1 WITH TOTALS", &[]).is_none());
    }

    #[test]
    fn other_formats_are_asked_for_whole() {
        assert!(
            ["JSON", "Parquet", "Pretty", "Values", "XML"].iter().all(|format| Framing::of(format).is_none())
        );
    }
}
