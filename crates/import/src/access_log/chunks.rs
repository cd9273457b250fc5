//! A log in chunks of whole lines, and the page views of a chunk.

use std::io::{self, ErrorKind, Read};

use tiraj_model::DropReason;

use super::cloudfront::{Columns, is_directive};
use super::{Format, LineError, LogLine, escape, page};
use crate::{LineHash, PageHit, Tally};

/// A line that was refused as malformed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Refusal {
    /// Its number in the file, from 1.
    pub line: u64,
    /// What is wrong with it.
    pub error: LineError,
}

/// Cuts a log, already decompressed, into chunks that can be read apart from each other.
///
/// Lines end with LF or CRLF. Memory is bounded whatever the input holds: of a line that is longer than
/// [`Chunks::MAX_LINE`] only the beginning is kept. After a read error it gives nothing more.
#[derive(Debug)]
pub struct Chunks<R> {
    source: R,
    size: usize,
    /// The beginning of the line that the chunk before this ended in.
    carry: Vec<u8>,
    format: Option<Format>,
    columns: Columns,
    first_line: u64,
    ended: bool,
}

/// Some lines of a log, and what is needed to read them.
#[derive(Debug)]
pub struct Chunk {
    bytes: Vec<u8>,
    format: Option<Format>,
    columns: Columns,
    first_line: u64,
    /// Whether the file ends with this chunk, and without a line ending.
    is_open: bool,
}

/// What a chunk holds.
#[derive(Debug, Default)]
pub struct Reading {
    /// Its page views.
    pub hits: Vec<PageHit>,
    /// What became of its lines.
    pub tally: Tally,
    /// The first line that was malformed, to show the operator what a wrong format looks like.
    pub first_refusal: Option<Refusal>,
}

/// The longest line that is read, in bytes without its line ending.
const MAX_LINE: usize = 64 * 1024;

impl<R: Read> Chunks<R> {
    /// The longest line that is read, in bytes without its line ending.
    pub const MAX_LINE: usize = MAX_LINE;

    /// What a chunk holds at most, in bytes: many thousand lines.
    const SIZE: usize = 4 << 20;

    /// The chunks of a log in a known format, or in the one that its first lines are found to have.
    pub fn new(source: R, format: Option<Format>) -> Self {
        Self::with_size(source, format, Self::SIZE)
    }

    /// The same with chunks of another size, in bytes.
    pub fn with_size(source: R, format: Option<Format>, size: usize) -> Self {
        let columns = Columns::default();
        Self { source, size: size.max(16), carry: Vec::new(), format, columns, first_line: 1, ended: false }
    }

    /// The format, where it is known by now.
    pub const fn format(&self) -> Option<Format> {
        self.format
    }

    fn next_chunk(&mut self) -> io::Result<Option<Chunk>> {
        let mut bytes = Vec::with_capacity(self.size + self.carry.len());
        bytes.append(&mut self.carry);
        loop {
            self.fill(&mut bytes)?;
            if self.ended {
                break;
            }
            if let Some(end) = memchr::memrchr(b'\n', &bytes) {
                self.carry.extend_from_slice(&bytes[end + 1..]);
                bytes.truncate(end + 1);
                break;
            }
            if bytes.len() > MAX_LINE {
                bytes.truncate(MAX_LINE + 1);
                self.skip_line()?;
                bytes.push(b'\n');
                break;
            }
        }
        if bytes.is_empty() {
            return Ok(None);
        }
        Ok(Some(self.describe(bytes)))
    }

    /// Reads until the chunk has its size, or the log ends.
    fn fill(&mut self, bytes: &mut Vec<u8>) -> io::Result<()> {
        let wanted = self.size.saturating_sub(bytes.len()).max(self.size / 4) as u64;
        let read = self.source.by_ref().take(wanted).read_to_end(bytes)?;
        self.ended = (read as u64) < wanted;
        Ok(())
    }

    /// Skips the rest of a line; what was read of the next one is carried.
    fn skip_line(&mut self) -> io::Result<()> {
        let mut buffer = [0; 8_192];
        loop {
            match self.source.read(&mut buffer) {
                Ok(0) => {
                    self.ended = true;
                    return Ok(());
                }
                Ok(length) => {
                    if let Some(end) = memchr::memchr(b'\n', &buffer[..length]) {
                        self.carry.extend_from_slice(&buffer[end + 1..length]);
                        return Ok(());
                    }
                }
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
    }

    fn describe(&mut self, bytes: Vec<u8>) -> Chunk {
        self.format = self.format.or_else(|| Format::detect(&bytes));
        let (format, columns) = (self.format, self.columns.clone());
        if format == Some(Format::CloudFront) {
            self.columns = Columns::last(&bytes).unwrap_or_else(|| columns.clone());
        }
        let first_line = self.first_line;
        self.first_line += memchr::memchr_iter(b'\n', &bytes).count() as u64;
        let is_open = bytes.last() != Some(&b'\n');
        Chunk { bytes, format, columns, first_line, is_open }
    }
}

impl<R: Read> Iterator for Chunks<R> {
    type Item = io::Result<Chunk>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended && self.carry.is_empty() {
            return None;
        }
        let chunk = self.next_chunk();
        if chunk.is_err() {
            self.ended = true;
            self.carry.clear();
        }
        chunk.transpose()
    }
}

impl Chunk {
    /// The page views of the chunk, and what became of its other lines. Blank lines, and the header of a format that
    /// has one, are no lines of the log.
    #[must_use]
    pub fn read(&self) -> Reading {
        let mut reading = Reading::default();
        let mut columns = self.columns.clone();
        let bytes = self.bytes.strip_suffix(b"\n").unwrap_or(&self.bytes);
        let mut rest = Some(bytes);
        let mut number = self.first_line;
        while let Some(bytes) = rest {
            let line = match memchr::memchr(b'\n', bytes) {
                Some(end) => {
                    rest = Some(&bytes[end + 1..]);
                    &bytes[..end]
                }
                None => {
                    rest = None;
                    bytes
                }
            };
            let is_open = self.is_open && rest.is_none();
            self.take_line(line, (number, is_open), &mut columns, &mut reading);
            number += 1;
        }
        reading
    }

    fn take_line(
        &self,
        line: &[u8],
        (number, is_open): (u64, bool),
        columns: &mut Columns,
        reading: &mut Reading,
    ) {
        let is_too_long = line.len() > MAX_LINE;
        let line = line.trim_ascii();
        if line.is_empty() {
            return;
        }
        if self.format == Some(Format::CloudFront) && is_directive(line) {
            if let Some(named) = Columns::read(line) {
                *columns = named;
            }
            return;
        }
        let parsed = match self.format {
            _ if is_too_long => Err(LineError::TooLong),
            Some(format) => format.parse(line, columns),
            None => Err(LineError::UnknownFormat),
        };
        match parsed {
            Ok(parsed) if is_open && !parsed.whole => reading.refuse(number, LineError::Unfinished),
            Ok(parsed) => reading.take(parsed, line),
            // A line of JSON that is cut off is no JSON.
            Err(LineError::Json) if is_open && line.starts_with(b"{") => {
                reading.refuse(number, LineError::Unfinished);
            }
            Err(error) => reading.refuse(number, error),
        }
    }
}

impl Reading {
    fn refuse(&mut self, line: u64, error: LineError) {
        self.tally.refuse(DropReason::Malformed);
        self.first_refusal.get_or_insert(Refusal { line, error });
    }

    /// Counts a log line, and keeps it where it is a page view. Only views need identities.
    fn take(&mut self, line: LogLine<'_>, bytes: &[u8]) {
        let Some(status) = line.status.filter(|_| page::is_view(&line)) else {
            self.tally.refuse(DropReason::NotAPage);
            return;
        };
        self.tally.accept();
        self.hits.push(PageHit {
            line: LineHash::of(bytes),
            time: line.time,
            host: line.host.into_owned(),
            client: escape::header(line.client),
            target: escape::target(&line.target),
            referrer: escape::header(line.referrer),
            user_agent: line.user_agent.map(escape::header),
            status,
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINE: &str = r#"192.0.2.7 - - [17/Nov/2026:10:05:03 +0400] "GET / HTTP/1.1" 200 1"#;

    #[test]
    fn a_line_without_end_is_skipped_in_bounded_memory() {
        let endless = io::repeat(b'x').take(50_000_000);
        let log = format!("\n{LINE}\n");
        let mut chunks = Chunks::with_size(endless.chain(log.as_bytes()), Some(Format::Combined), 1 << 20);
        let first = chunks.next().unwrap().unwrap();
        assert!(first.bytes.len() <= MAX_LINE + 2);
        assert_eq!(first.read().first_refusal, Some(Refusal { line: 1, error: LineError::TooLong }));
        let rest: Vec<_> = chunks.map(|chunk| chunk.unwrap().read()).collect();
        assert_eq!(rest.iter().map(|reading| reading.hits.len()).sum::<usize>(), 1);
    }

    #[test]
    fn the_size_of_chunks_changes_nothing() {
        let log = format!("#Version: 1.0\n{LINE}\n\nx\r\n{LINE}\r\n{LINE}");
        let read = |size| {
            let chunks = Chunks::with_size(log.as_bytes(), Some(Format::Combined), size);
            let mut total = Tally::default();
            let mut refusals = Vec::new();
            for chunk in chunks {
                let reading = chunk.unwrap().read();
                total.add(&reading.tally);
                refusals.extend(reading.first_refusal);
            }
            (total, refusals.first().copied())
        };
        let whole = read(1 << 20);
        assert_eq!((whole.0.lines, whole.0.accepted), (5, 3));
        assert_eq!(whole.1, Some(Refusal { line: 1, error: LineError::Beginning }));
        for size in 16..200 {
            assert_eq!(read(size), whole, "{size}");
        }
    }

    #[test]
    fn a_header_holds_in_the_chunks_after_it() {
        let log = "#Version: 1.0\n#Fields: time date cs-uri-stem c-ip cs-method sc-status\n".to_owned()
            + &"01:13:11\t2026-11-17\t/a\t192.0.2.7\tGET\t200\n".repeat(20);
        let chunks = Chunks::with_size(log.as_bytes(), Some(Format::CloudFront), 100);
        let readings: Vec<_> = chunks.map(|chunk| chunk.unwrap().read()).collect();
        assert!(readings.len() > 5);
        assert_eq!(readings.iter().map(|reading| reading.hits.len()).sum::<usize>(), 20);
        assert_eq!(readings.iter().map(|reading| reading.tally.lines).sum::<u64>(), 20);
    }
}
