//! The page views of a log, line by line.

use std::io::{self, BufRead, Read};

use tiraj_model::DropReason;

use super::{LineError, LogLine, escape, page, parse_line};
use crate::{LineIds, PageHit, Tally};

/// A line that was refused as malformed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Refusal {
    /// Its number in the file, from 1.
    pub line: u64,
    /// What is wrong with it.
    pub error: LineError,
}

/// Reads one log and gives its page views; what is none is counted in the [`Tally`].
///
/// Lines end with LF or CRLF, blank lines are skipped, and memory is bounded whatever the input holds, but
/// for the identities ([`LineIds`]). Use one reader a file. After a read error it gives nothing more.
#[derive(Debug)]
pub struct LogReader<R> {
    source: R,
    buffer: Vec<u8>,
    ids: LineIds,
    tally: Tally,
    line_number: u64,
    first_refusal: Option<Refusal>,
    failed: bool,
}

/// What stands in the buffer.
enum Reading {
    /// A line that ends with a line ending.
    Line,
    /// The file's last line, without a line ending.
    Last,
    /// The beginning of a line that is too long; the rest was skipped.
    TooLong,
    /// Nothing: the file has ended.
    End,
}

impl<R: BufRead> LogReader<R> {
    /// The longest line that is read, in bytes with its line ending.
    pub const MAX_LINE: usize = 64 * 1024;

    /// A reader of the given bytes, already decompressed.
    pub fn new(source: R) -> Self {
        Self {
            source,
            buffer: Vec::new(),
            ids: LineIds::default(),
            tally: Tally::default(),
            line_number: 0,
            first_refusal: None,
            failed: false,
        }
    }

    /// The counts so far.
    pub const fn tally(&self) -> &Tally {
        &self.tally
    }

    /// The first line that was malformed, to show the operator what a wrong format looks like.
    pub const fn first_refusal(&self) -> Option<Refusal> {
        self.first_refusal
    }

    fn read_line(&mut self) -> io::Result<Reading> {
        self.buffer.clear();
        let limit = Self::MAX_LINE as u64;
        let length = self.source.by_ref().take(limit).read_until(b'\n', &mut self.buffer)?;
        self.line_number += 1;
        if self.buffer.last() == Some(&b'\n') {
            Ok(Reading::Line)
        } else if length == Self::MAX_LINE {
            self.source.skip_until(b'\n')?;
            Ok(Reading::TooLong)
        } else {
            Ok(if length == 0 { Reading::End } else { Reading::Last })
        }
    }

    /// The hit of the line in the buffer, or `None` where it is counted as something else.
    fn take_line(&mut self, reading: &Reading) -> Option<PageHit> {
        let line = self.buffer.trim_ascii();
        if line.is_empty() {
            return None;
        }
        let parsed = match reading {
            Reading::TooLong => Err(LineError::TooLong),
            _ => parse_line(line),
        };
        match parsed {
            Ok(parsed) if matches!(reading, Reading::Last) && !parsed.whole => {
                self.refuse(LineError::Unfinished);
                None
            }
            Ok(parsed) => take_view(&parsed, line, &mut self.ids, &mut self.tally),
            Err(error) => {
                self.refuse(error);
                None
            }
        }
    }

    fn refuse(&mut self, error: LineError) {
        self.tally.refuse(DropReason::Malformed);
        self.first_refusal.get_or_insert(Refusal { line: self.line_number, error });
    }
}

/// The hit of a log line, counted, where it is a page view. Only views need identities.
fn take_view(line: &LogLine<'_>, bytes: &[u8], ids: &mut LineIds, tally: &mut Tally) -> Option<PageHit> {
    let (Some(target), Some(status)) = (page::viewed_target(line), line.status) else {
        tally.refuse(DropReason::NotAPage);
        return None;
    };
    tally.accept();
    Some(PageHit {
        id: ids.number(bytes),
        time: line.time,
        client: escape::header(line.client),
        user_agent: line.user_agent.map(escape::header),
        referrer: escape::header(line.referrer),
        target: escape::target(target),
        status,
    })
}

impl<R: BufRead> Iterator for LogReader<R> {
    type Item = io::Result<PageHit>;

    fn next(&mut self) -> Option<Self::Item> {
        while !self.failed {
            match self.read_line() {
                Ok(Reading::End) => return None,
                Ok(reading) => {
                    if let Some(hit) = self.take_line(&reading) {
                        return Some(Ok(hit));
                    }
                }
                Err(error) => {
                    self.failed = true;
                    return Some(Err(error));
                }
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::BufReader;

    #[test]
    fn a_line_without_end_is_skipped_in_bounded_memory() {
        let endless = io::repeat(b'x').take(50_000_000);
        let line = "\n192.0.2.7 - - [17/Nov/2026:10:05:03 +0400] \"GET / HTTP/1.1\" 200 1\n";
        let mut reader = LogReader::new(BufReader::new(endless.chain(line.as_bytes())));
        assert_eq!(reader.by_ref().count(), 1);
        assert!(reader.buffer.capacity() <= 2 * LogReader::<&[u8]>::MAX_LINE);
        assert_eq!(reader.first_refusal(), Some(Refusal { line: 1, error: LineError::TooLong }));
    }
}
