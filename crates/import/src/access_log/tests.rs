//! Lines as servers write them and as nobody should; addresses are those reserved for documentation.

use std::io::{self, BufReader, Read};

use proptest::prelude::*;
use tiraj_model::DropReason;

use super::*;
use crate::{PageHit, Tally};

const START: &str = "192.0.2.7 - - [17/Nov/2026:10:05:03 +0400]";

fn read(log: impl AsRef<[u8]>) -> (Vec<PageHit>, Tally) {
    let mut reader = LogReader::new(log.as_ref());
    let hits = reader.by_ref().collect::<io::Result<_>>().unwrap();
    (hits, reader.tally().clone())
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
        assert_eq!(parse_line(line.as_bytes()).unwrap().client, client.as_bytes());
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
    assert_eq!(hits[0].id, only(&line).id, "the line ending is no part of the identity");
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
    let results: Vec<_> = LogReader::new(BufReader::new(Broken)).collect();
    assert!(matches!(results.as_slice(), [Err(_)]));
}

proptest! {
    #[test]
    fn no_bytes_break_the_reader(log in proptest::collection::vec(any::<u8>(), 0..300), cut in 0usize..120) {
        let line = format!(r#"{START} "GET /a HTTP/1.1" 200 1 "r" "ua""#);
        let mut bytes = line.as_bytes()[..cut.min(line.len())].to_vec();
        bytes.extend_from_slice(&log);
        let (_, tally) = read(bytes);
        prop_assert_eq!(tally.lines, tally.accepted + tally.dropped.values().sum::<u64>());
    }
}
