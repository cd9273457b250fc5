//! Lines as servers write them and as nobody should; addresses are those reserved for documentation.

use std::io::{self, Read};

use proptest::prelude::*;
use tiraj_model::DropReason;

use super::*;
use crate::{PageHit, Tally};

const START: &str = "192.0.2.7 - - [17/Nov/2026:10:05:03 +0400]";

/// Reads a log as a whole, in the given format or the one it is found to have.
fn read_as(log: &[u8], format: Option<Format>) -> (Vec<PageHit>, Tally) {
    let (mut hits, mut tally) = (Vec::new(), Tally::default());
    for chunk in Chunks::new(log, format) {
        let reading = chunk.unwrap().read();
        hits.extend(reading.hits);
        tally.add(&reading.tally);
    }
    (hits, tally)
}

fn read(log: impl AsRef<[u8]>) -> (Vec<PageHit>, Tally) {
    read_as(log.as_ref(), Some(Format::Combined))
}

fn parse_line(line: &[u8]) -> Result<LogLine<'_>, LineError> {
    text::parse(line, false)
}

fn only(line: &str) -> PageHit {
    let (mut hits, tally) = read(format!("{line}\n"));
    assert_eq!(tally.accepted, 1, "{line}");
    hits.remove(0)
}

fn dropped(line: &[u8]) -> Option<DropReason> {
    let (_, tally) = read(line);
    tally.dropped.into_keys().next()
}

#[test]
fn a_combined_line_gives_all_its_fields() {
    let line = r#"192.0.2.7 - leyla [17/Nov/2026:10:05:03 +0400] "GET /az/a?x=1 HTTP/2.0" 200 5316 "https://t.me/" "Mozilla/5.0 (X11)""#;
    let hit = only(line);
    assert_eq!(hit.time.to_string(), "2026-11-17T06:05:03Z");
    assert_eq!((hit.client.as_str(), hit.status), ("192.0.2.7", 200));
    assert_eq!((hit.target.as_str(), hit.referrer.as_str()), ("/az/a?x=1", "https://t.me/"));
    assert_eq!(hit.user_agent.as_deref(), Some("Mozilla/5.0 (X11)"));
}

#[test]
fn a_common_line_has_neither_referrer_nor_user_agent() {
    let hit = only(&format!(r#"{START} "GET / HTTP/1.0" 200 -"#));
    assert_eq!((hit.referrer.as_str(), hit.user_agent), ("", None));
}

#[test]
fn clients_may_be_ipv6_or_names() {
    for client in ["2001:db8::7", "::ffff:192.0.2.7", "ppp7.provider.example", "-"] {
        let line = format!(r#"{client} - - [17/Nov/2026:10:05:03 +0400] "GET / HTTP/1.1" 200 1 "-" "-""#);
        assert_eq!(*parse_line(line.as_bytes()).unwrap().client, *client.as_bytes());
    }
}

#[test]
fn what_clients_send_does_not_break_a_line() {
    let agent =
        |field: &str| only(&format!(r#"{START} "GET / HTTP/1.1" 200 1 "-" {field}"#)).user_agent.unwrap();
    assert_eq!(agent(r#""a \"b\" c""#), r#"a "b" c"#);
    assert_eq!(agent(r#""a \x22b\x22 c""#), r#"a "b" c"#);
    assert_eq!(agent(r#""a"b"c""#), r#"a"b"c"#, "quotes that the server left as they are");
    assert_eq!(agent(r#""cut off (http://bot.exa"#), "cut off (http://bot.exa");
    assert_eq!(agent(r#""ua" "gzip" 0.004 [pipe]"#), "ua");
    assert_eq!(agent(r#""-""#), "");
}

#[test]
fn log_lines_that_are_no_page_view_are_told_from_garbage() {
    for rest in [
        r#""-" 408 0 "-" "-""#,
        r#""" 400 0 "-" "-""#,
        r#""\x16\x03\x01\x02\x00\x01" 400 166 "-" "-""#,
        r#""GET /a.css HTTP/1.1" 200 10"#,
        r#""GET / HTTP/1.1" - 0"#,
    ] {
        assert_eq!(dropped(format!("{START} {rest}\n").as_bytes()), Some(DropReason::NotAPage), "{rest}");
    }
}

#[test]
fn every_kind_of_garbage_is_refused_with_its_reason() {
    let check = |line: &str, error| assert_eq!(parse_line(line.as_bytes()), Err(error), "{line}");
    check("", LineError::Beginning);
    check("garbage", LineError::Beginning);
    check("#Fields: date time", LineError::Beginning);
    check(r#"{"remote_ip":"192.0.2.7"}"#, LineError::Beginning);
    check(r#"news.example:443 192.0.2.7 - - [17/Nov/2026:10:05:03 +0400] "GET /""#, LineError::Beginning);
    check(r#"192.0.2.7 - two words [17/Nov/2026:10:05:03 +0400] "GET /" 200 1"#, LineError::Beginning);
    check(r#"192.0.2.7 - - [yesterday] "GET / HTTP/1.1" 200 1"#, LineError::Time);
    check(r#"192.0.2.7 - - [17/Nov/2026:10:05:03 +0400"#, LineError::Beginning);
    check(&format!("{START} GET / 200 1"), LineError::Request);
    check(&format!(r#"{START} "GET / HTTP/1.1"#), LineError::Status);
    check(&format!(r#"{START} "GET / HTTP/1.1" 20 1"#), LineError::Status);
    check(&format!(r#"{START} "GET / HTTP/1.1" 200 many"#), LineError::Status);
}

#[test]
fn line_endings_blank_lines_and_nul_bytes_are_no_obstacle() {
    let line = format!(r#"{START} "GET / HTTP/1.1" 200 1 "-" "ua""#);
    let (hits, tally) = read(format!("{line}\r\n\r\n   \n{line}\n\0\0\0\n{line}"));
    assert_eq!((tally.lines, tally.accepted), (4, 3));
    assert_eq!(tally.dropped[&DropReason::Malformed], 1);
    assert!(hits.iter().all(|hit| hit.user_agent.as_deref() == Some("ua")));
    assert_eq!(hits[0].line, only(&line).line, "the line ending is no part of the identity");
}

#[test]
fn a_line_that_is_still_being_written_waits_for_the_next_import() {
    let begun = format!(r#"{START} "GET / HTTP/1.1" 200 1 "-" "Mozilla/5.0 (X"#);
    assert_eq!(dropped(begun.as_bytes()), Some(DropReason::Malformed));
    assert_eq!(read(format!("{begun}\n")).1.accepted, 1, "with a line ending it is all there ever will be");
}

#[test]
fn a_failing_source_is_reported_once() {
    struct Broken;
    impl Read for Broken {
        fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
            Err(io::Error::other("the disk is gone"))
        }
    }
    let results: Vec<_> = Chunks::new(Broken, None).collect();
    assert!(matches!(results.as_slice(), [Err(_)]));
}

#[test]
fn a_virtual_host_in_front_is_the_page_s_host() {
    for host in ["News.Example:443", "news.example"] {
        let line = format!("{host} {START} \"GET /a HTTP/1.1\" 200 1 \"-\" \"ua\"\n");
        let (hits, tally) = read_as(line.as_bytes(), None);
        assert_eq!(
            (hits[0].host.as_str(), hits[0].client.as_str(), tally.accepted),
            ("news.example", "192.0.2.7", 1)
        );
    }
    let common =
        format!("news.example {START} \"GET /a HTTP/1.1\" 200 1\n{START} \"GET /a HTTP/1.1\" 200 1\n");
    let (hits, tally) = read_as(common.as_bytes(), Some(Format::VhostCombined));
    assert_eq!((hits.len(), hits[0].user_agent.as_ref()), (1, None));
    assert_eq!(tally.dropped[&DropReason::Malformed], 1, "a line of the other format is judged by the log's");
}

#[test]
fn bytes_of_other_encodings_stop_nothing() {
    let mut log = b"news.example 192.0.2.7 - - [10/Feb/2012:16:42:07 -0500] \"GET /".to_vec();
    log.extend([0xB7, 0x4A, 0xAB, 0xDD]);
    log.extend(b" HTTP/1.0\" 200 368 \"-\" \"\xB5\xA5 ua\"\n");
    let (hits, tally) = read_as(&log, None);
    assert_eq!((tally.lines, hits[0].target.as_str()), (1, "/%B7J%AB%DD"));
}

#[test]
fn a_line_of_json_that_is_still_being_written_waits_too() {
    let line = r#"{"ts":"2026-11-17T06:05:03Z","ip":"192.0.2.7","uri":"/a","status":200}"#;
    let log = format!("{line}\n{}", &line[..40]);
    let chunk = Chunks::new(log.as_bytes(), None).next().unwrap().unwrap();
    assert_eq!(chunk.read().first_refusal, Some(Refusal { line: 2, error: LineError::Unfinished }));
}

/// Pieces of which lines of every format are made.
const PIECES: &[&str] = &[
    START,
    " \"GET /a HTTP/1.1\" 200 1 \"r\" \"ua\"",
    "news.example:443 ",
    "\n",
    "\r\n",
    "\t",
    " ",
    "\"",
    "\\",
    "\\x",
    "{\"ts\":1703373474.8,\"request\":{\"remote_ip\":\"192.0.2.7\",\"method\":\"GET\",\"uri\":\"/\"},\"status\":200}",
    "{\"time_local\":\"17/Nov/2026:10:05:03 +0400\",\"ip\":\"192.0.2.7\",\"uri\":\"/\",\"status\":\"200\"}",
    "{",
    "}",
    "[",
    "]",
    ":",
    "%",
    "%2",
    "#Fields: date time c-ip cs-method cs-uri-stem sc-status\n",
    "2026-11-17\t06:05:03\t192.0.2.7\tGET\t/\t200",
    "\u{15f}",
    "\0",
];

fn pieces() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        4 => proptest::sample::select(PIECES).prop_map(|text| text.as_bytes().to_vec()),
        1 => proptest::collection::vec(any::<u8>(), 0..20),
    ];
    proptest::collection::vec(piece, 0..30).prop_map(|pieces| pieces.concat())
}

fn formats() -> impl Strategy<Value = Option<Format>> {
    proptest::option::of(proptest::sample::select(&Format::ALL[..]))
}

/// Lines as the tally counts them: those that are not blank, and not the header of a format that has one.
fn lines_of(log: &[u8], format: Option<Format>) -> u64 {
    let has_header = format == Some(Format::CloudFront);
    let is_counted = |line: &&[u8]| !line.is_empty() && (!has_header || !line.starts_with(b"#"));
    log.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii).filter(is_counted).count() as u64
}

proptest! {
    #[test]
    fn no_bytes_break_the_reader_and_no_line_is_lost(log in pieces(), format in formats(), size in 16usize..400) {
        let mut chunks = Chunks::with_size(log.as_slice(), format.or_else(|| Format::detect(&log)), size);
        let mut tally = Tally::default();
        for chunk in chunks.by_ref() {
            let reading = chunk.unwrap().read();
            prop_assert_eq!(reading.hits.len() as u64, reading.tally.accepted);
            tally.add(&reading.tally);
        }
        prop_assert_eq!(tally.lines, tally.accepted + tally.dropped.values().sum::<u64>());
        prop_assert_eq!(tally.lines, lines_of(&log, chunks.format()));
    }
}
