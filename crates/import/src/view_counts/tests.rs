//! View counts as content systems export them.

use std::fs::File;
use std::io::BufReader;
use std::path::Path;

use super::*;

fn site(name: &str) -> Site {
    Site::new(name.parse().unwrap(), "Asia/Baku").unwrap()
}

fn read(file: &str) -> ViewCounts {
    read_view_counts(file.as_bytes(), &site("news.example"), &ViewColumns::default()).unwrap()
}

#[test]
fn pages_are_found_by_url_or_path_and_the_last_of_repeats_counts() {
    let counts = read("Title,Views,URL\nA,3,https://www.news.example/az/a/?x=1\nB,\"1,204\",/b\nA,5,/az/a\n");
    assert_eq!(counts.pages, HashMap::from([("/az/a".into(), 5), ("/b".into(), 1_204)]));
    assert_eq!((counts.tally.lines, counts.tally.accepted, counts.repeats), (3, 3, 1));
}

#[test]
fn bad_rows_are_counted_and_named_and_the_rest_goes_on() {
    let counts = read("path;hits\n/a;1\n/b;many\n/c;-1\n/d\n;7\nhttps://other.example/x;1\n/e;2\n");
    assert_eq!(counts.pages.len(), 2);
    let refused: Vec<_> = counts.refused.iter().map(|row| (row.line, row.reason)).collect();
    let expect = [
        (3, DropReason::Malformed),
        (4, DropReason::Malformed),
        (5, DropReason::MissingField),
        (6, DropReason::MissingField),
        (7, DropReason::Hostname),
    ];
    assert_eq!(refused, expect);
}

#[test]
fn counts_may_be_grouped() {
    for (text, expect) in [
        ("0", Some(0)),
        ("2229", Some(2_229)),
        ("2 229", Some(2_229)),
        ("2\u{a0}229", Some(2_229)),
        ("1.234.567", Some(1_234_567)),
        ("12.0", Some(12)),
        ("2229.00", Some(2_229)),
        ("12.5", None),
        ("1,23", None),
        ("", None),
        (",000", None),
        ("+5", None),
        ("1e3", None),
        ("99999999999999999999", None),
    ] {
        assert_eq!(read_count(text), expect, "{text}");
    }
    let most = format!("path,views\n/a,{}\n", u64::MAX);
    assert_eq!(read(&most).tally.dropped[&DropReason::Malformed], 1, "sums of it would overflow");
}

#[test]
fn the_operator_may_name_the_columns() {
    let columns = ViewColumns { url: Some("Ünvan".into()), views: Some("baxış".into()) };
    let read = |file: &str| read_view_counts(file.as_bytes(), &site("news.example"), &columns);
    assert_eq!(read("ünvan\tBaxış\n/a\t4\n").unwrap().pages["/a"], 4);
    let words = read("url,views\n").unwrap_err().to_string();
    assert_eq!(words, "the catalogue has no column `Ünvan` for `url`; its columns are: url, views");
}

#[test]
fn a_real_catalogue_is_read_as_it_is() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../../shared/data/news/oxu_az_articles_2025-10-29_11-28.csv");
    let Ok(file) = File::open(&path) else {
        return eprintln!("NOT RUN: {} is absent, so no real catalogue was read", path.display());
    };
    let counts = read_view_counts(BufReader::new(file), &site("oxu.az"), &ViewColumns::default()).unwrap();
    assert_eq!((counts.tally.lines, counts.tally.accepted), (2_040, 2_040));
    assert_eq!(counts.pages.len() as u64 + counts.repeats, 2_040);
}

#[test]
fn plausibles_days_are_added_up() {
    let site = Site::new("news.example".parse().unwrap(), "Asia/Baku").unwrap();
    let mut counts = ViewCounts::default();
    let january = "date,hostname,page,visits,visitors,pageviews\n\
                   2026-01-01,news.example,/a,1,1,3\n2026-01-02,news.example,/a,1,1,4\n";
    let february = "date,page,pageviews\n2026-02-01,/b,5\n2026-02-02,/b,many\n";
    counts.add_daily(january.as_bytes(), &site).unwrap();
    counts.add_daily(february.as_bytes(), &site).unwrap();
    assert_eq!((counts.pages["/a"], counts.pages["/b"]), (7, 5));
    assert_eq!((counts.tally.lines, counts.tally.accepted, counts.refused.len()), (4, 3, 1));
    assert!(counts.add_daily("date,source\n".as_bytes(), &site).is_err());
}
