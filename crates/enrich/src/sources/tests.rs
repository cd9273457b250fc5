//! Whether the tables are well-formed, and how well they do on lists that others have made.

use std::collections::BTreeSet;

use super::*;

#[test]
fn every_line_is_a_place_and_no_host_stands_twice() {
    let mut seen = BTreeSet::new();
    for (channel, table) in TABLES {
        for line in table.lines().filter(|line| !line.starts_with('#')) {
            let rest = line.split_once(": ").map_or(line, |(_, rest)| rest);
            let (hosts, words) = rest.split_once('|').unwrap_or((rest, ""));
            assert!(!hosts.trim().is_empty(), "{channel:?}: {line}");
            assert_eq!(words, words.to_lowercase(), "{line}");
            for host in hosts.split_whitespace() {
                assert!(host.contains('.') && host == host.to_lowercase(), "{host} in {line}");
                assert!(seen.insert(host), "{host} stands twice");
            }
        }
    }
    assert!(seen.len() > 1_500, "{} hosts", seen.len());
}

#[test]
fn brands_are_cut_from_their_top_level_domain() {
    for (host, expect) in [
        ("google.com", Some("google")),
        ("google.co.uk", Some("google")),
        ("news.google.com.tr", Some("news.google")),
        ("co.uk", Some("co")),
        ("localhost", None),
    ] {
        assert_eq!(brand(host), expect, "{host}");
    }
}

mod reference;
