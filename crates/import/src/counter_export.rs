//! What GoatCounter and Umami export: a row an event, as CSV with a header. Columns are found by their names, in any order.
//!
//! Neither export holds addresses or user agents; browser, system and country stand there as its collector saw them, and a
//! session in the place of a reader.

use std::io::BufRead;

use csv::ByteRecord;
use jiff::Timestamp;
use tiraj_model::DropReason;

use crate::access_log::parse_any;
use crate::{LineHash, Tally};

/// The counter that wrote an export.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Counter {
    /// GoatCounter's CSV, version 2 of its format (the first column is called `2Path`) or 1.
    GoatCounter,
    /// Umami's `website_event` rows.
    Umami,
}

/// An event of an export, before admission.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CounterHit {
    /// The hash of its row.
    pub line: LineHash,
    /// When.
    pub time: Timestamp,
    /// The name of a custom event; `None` for a view.
    pub event: Option<String>,
    /// The host of the page; empty where the export holds none.
    pub host: String,
    /// Path and query.
    pub target: String,
    /// The referring page; empty where there is none.
    pub referrer: String,
    /// The session, by whatever name the counter gave it; empty where there is none.
    pub session: String,
    /// The browser's name.
    pub browser: String,
    /// The system's name.
    pub os: String,
    /// Two letters, or empty.
    pub country: String,
    /// As ISO 3166-2, or empty.
    pub region: String,
    /// The city's name.
    pub city: String,
    /// Whether the counter took the sender for a machine.
    pub is_machine: bool,
}

/// Some rows of an export.
#[derive(Debug, Default)]
pub struct CounterRows {
    /// Those that can be read.
    pub hits: Vec<CounterHit>,
    /// What became of all.
    pub tally: Tally,
}

/// Why an export cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The file is no CSV, or cannot be read.
    #[error("the file cannot be read as CSV")]
    Csv(#[from] csv::Error),
    /// It has another header.
    #[error("there is no column `{0}`; the header is not that of such an export")]
    Column(&'static str),
}

/// Where the columns stand.
struct Columns {
    path: usize,
    time: usize,
    others: Vec<Option<usize>>,
}

/// The columns that an export may have besides page and time, by the order of [`Other`].
#[derive(Clone, Copy)]
enum Other {
    Query,
    Host,
    Event,
    EventName,
    Referrer,
    ReferrerPath,
    Session,
    Browser,
    Os,
    Country,
    Region,
    City,
    Bot,
}

const OTHERS: usize = 13;

impl Counter {
    const fn page(self) -> &'static [&'static str] {
        match self {
            Self::GoatCounter => &["2path", "1path", "path"],
            Self::Umami => &["url_path"],
        }
    }

    const fn time(self) -> &'static str {
        match self {
            Self::GoatCounter => "date",
            Self::Umami => "created_at",
        }
    }

    /// The names of the other columns; empty where there is none.
    const fn others(self) -> [&'static str; OTHERS] {
        match self {
            Self::GoatCounter => [
                "", "", "event", "", "referrer", "", "session", "browser", "system", "location", "", "",
                "bot",
            ],
            Self::Umami => [
                "url_query",
                "hostname",
                "event_type",
                "event_name",
                "referrer_domain",
                "referrer_path",
                "session_id",
                "browser",
                "os",
                "country",
                "subdivision1",
                "city",
                "",
            ],
        }
    }
}

/// Reads an export, some rows at a time.
pub struct CounterReader<R> {
    csv: csv::Reader<R>,
    counter: Counter,
    columns: Columns,
}

impl<R: BufRead> CounterReader<R> {
    /// Begins with the header.
    ///
    /// # Errors
    /// When the header lacks the column of the page or of the time, or cannot be read.
    pub fn new(source: R, counter: Counter) -> Result<Self, ExportError> {
        let mut csv = csv::ReaderBuilder::new().flexible(true).from_reader(source);
        let header: Vec<String> = csv
            .byte_headers()?
            .iter()
            .map(|name| {
                String::from_utf8_lossy(name).trim().trim_start_matches('\u{feff}').to_ascii_lowercase()
            })
            .collect();
        let find = |name: &str| header.iter().position(|known| !name.is_empty() && known == name);
        let path = counter.page().iter().find_map(|name| find(name));
        let columns = Columns {
            path: path.ok_or(ExportError::Column(counter.page()[0]))?,
            time: find(counter.time()).ok_or(ExportError::Column(counter.time()))?,
            others: counter.others().iter().map(|name| find(name)).collect(),
        };
        Ok(Self { csv, counter, columns })
    }

    /// At most so many more rows; `None` at the end.
    ///
    /// # Errors
    /// When the source fails.
    pub fn next_rows(&mut self, most: usize) -> Result<Option<CounterRows>, ExportError> {
        let mut rows = CounterRows::default();
        let mut record = ByteRecord::new();
        while rows.tally.lines < most as u64 {
            if !self.csv.read_byte_record(&mut record)? {
                break;
            }
            match self.read(&record) {
                Some(hit) => {
                    rows.tally.accept();
                    rows.hits.push(hit);
                }
                None => rows.tally.refuse(DropReason::Malformed),
            }
        }
        Ok((rows.tally.lines > 0).then_some(rows))
    }

    fn read(&self, record: &ByteRecord) -> Option<CounterHit> {
        let text = |at: usize| String::from_utf8_lossy(record.get(at).unwrap_or_default()).into_owned();
        let other = |name: Other| self.columns.others[name as usize].map(text).unwrap_or_default();
        let time = parse_any(record.get(self.columns.time)?.trim_ascii())?;
        let path = text(self.columns.path);
        let is_event = match self.counter {
            Counter::GoatCounter => matches!(other(Other::Event).as_str(), "true" | "1"),
            Counter::Umami => other(Other::Event) == "2",
        };
        // GoatCounter names an event where other rows have their path.
        let (event, path) = match self.counter {
            Counter::GoatCounter if is_event => (Some(path), "/".to_owned()),
            Counter::Umami if is_event => (Some(other(Other::EventName)), path),
            _ => (None, path),
        };
        let query = other(Other::Query);
        let (country, region) = place(&other(Other::Country), &other(Other::Region));
        Some(CounterHit {
            line: LineHash::of(&joined(record)),
            time,
            event,
            host: other(Other::Host),
            target: target(&path, &query),
            referrer: other(Other::Referrer) + &other(Other::ReferrerPath),
            session: other(Other::Session),
            browser: other(Other::Browser),
            os: other(Other::Os),
            country,
            region,
            city: other(Other::City),
            is_machine: !matches!(other(Other::Bot).as_str(), "" | "0"),
        })
    }
}

/// A row as bytes, in which no two different rows are alike.
fn joined(record: &ByteRecord) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(record.as_slice().len() + record.len());
    for field in record {
        bytes.extend_from_slice(field);
        bytes.push(0x1f);
    }
    bytes
}

fn target(path: &str, query: &str) -> String {
    let slash = if path.starts_with('/') { "" } else { "/" };
    let mark = if query.is_empty() || query.starts_with('?') { "" } else { "?" };
    format!("{slash}{path}{mark}{query}")
}

/// Country and region; GoatCounter writes both in one, as `AZ-BA`.
fn place(country: &str, region: &str) -> (String, String) {
    match country.split_once('-') {
        Some((country, _)) if region.is_empty() => (country.to_owned(), String::new()),
        _ => (country.to_owned(), region.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, counter: Counter) -> CounterRows {
        CounterReader::new(text.as_bytes(), counter).unwrap().next_rows(100).unwrap().unwrap()
    }

    #[test]
    fn goatcounters_rows_are_read() {
        let text = "2Path,Title,Event,UserAgent,Browser,System,Session,Bot,Referrer,Referrer scheme,Screen size,Location,FirstVisit,Date\n\
                    /a?x=1,\"A, b\",false,,Chrome 120,Linux,s1,0,news.google.com,h,1440,AZ-BA,true,2026-11-17T06:05:03Z\n\
                    signup,,true,,Firefox,macOS,s2,0,,,,DE,false,2026-11-17T06:05:04Z\n\
                    /b,,false,,,,s3,5,,,,,true,2026-11-17T06:05:05Z\n\
                    /c,,false,,,,s3,0,,,,,true,not-a-date\n";
        let rows = read(text, Counter::GoatCounter);
        assert_eq!((rows.tally.lines, rows.tally.accepted), (4, 3));
        let [view, event, machine] = &rows.hits[..] else { panic!("{rows:?}") };
        assert_eq!((view.target.as_str(), view.event.as_ref()), ("/a?x=1", None));
        assert_eq!((view.country.as_str(), view.referrer.as_str()), ("AZ", "news.google.com"));
        assert_eq!(view.time.to_string(), "2026-11-17T06:05:03Z");
        assert_eq!(event.event.as_deref(), Some("signup"));
        assert!(machine.is_machine && !view.is_machine);
        assert_ne!(view.line, machine.line);
    }

    #[test]
    fn umamis_rows_are_read() {
        let text = "website_id,session_id,event_id,hostname,browser,os,device,country,subdivision1,city,url_path,url_query,referrer_domain,referrer_path,event_type,event_name,created_at\n\
                    w,s1,e1,news.example,chrome,Windows 10,desktop,AZ,AZ-BA,Baku,/a,q=1,t.co,/x,1,,2026-11-17 06:05:03\n\
                    w,s1,e2,news.example,chrome,Windows 10,desktop,AZ,AZ-BA,Baku,/a,,,,2,signup,2026-11-17 06:06:03\n";
        let rows = read(text, Counter::Umami);
        assert_eq!(rows.hits.len(), 2);
        assert_eq!(rows.hits[0].target, "/a?q=1");
        assert_eq!((rows.hits[0].referrer.as_str(), rows.hits[0].region.as_str()), ("t.co/x", "AZ-BA"));
        assert_eq!(rows.hits[1].event.as_deref(), Some("signup"));
    }

    #[test]
    fn another_header_is_refused() {
        let error = CounterReader::new("a,b\n1,2\n".as_bytes(), Counter::Umami).err().unwrap();
        assert!(error.to_string().contains("`url_path`"), "{error}");
        assert!(CounterReader::new("".as_bytes(), Counter::GoatCounter).is_err());
    }
}
