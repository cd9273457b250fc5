//! Data-only tests of what a request's text is.

use super::*;

#[track_caller]
fn check_insert(text: &str, head: &str, format: &str, data: &str) {
    let Scan::Insert { head: found, format: name, data: at } = scan(text.as_bytes(), true) else {
        panic!("not an insert with data: {text}");
    };
    assert_eq!((found.trim_end(), name.as_str(), &text[at..]), (head, format, data));
}

#[test]
fn an_insert_with_data_is_split_before_its_format() {
    check_insert("INSERT INTO t FORMAT CSV\n1,2", "INSERT INTO t", "CSV", "1,2");
    check_insert(
        "insert into t (a, b) format RowBinary \r\n;\0x",
        "insert into t (a, b)",
        "RowBinary",
        ";\0x",
    );
    check_insert("INSERT INTO t FORMAT TSV 1\n", "INSERT INTO t", "TSV", "1\n");
    check_insert("INSERT INTO t FORMAT TSV\n\n", "INSERT INTO t", "TSV", "\n");
    check_insert(
        "INSERT INTO t SETTINGS a='x FORMAT y' FORMAT CSV\n",
        "INSERT INTO t SETTINGS a='x FORMAT y'",
        "CSV",
        "",
    );
    check_insert(
        "INSERT INTO t (`format`) VALUES (1), (2)",
        "INSERT INTO t (`format`)",
        "Values",
        " (1), (2)",
    );
}

#[test]
fn names_and_comments_are_not_keywords() {
    check_insert("INSERT INTO format FORMAT CSV\n1", "INSERT INTO format", "CSV", "1");
    check_insert("INSERT INTO db.values FORMAT CSV\n1", "INSERT INTO db.values", "CSV", "1");
    check_insert("INSERT INTO `a``b` (format) VALUES (1)", "INSERT INTO `a``b` (format)", "Values", " (1)");
    check_insert(
        "-- SELECT\n/* x */ INSERT INTO t FORMAT CSV\n",
        "-- SELECT\n/* x */ INSERT INTO t",
        "CSV",
        "",
    );
    check_insert(
        "INSERT INTO FUNCTION file('FORMAT x', view(SELECT 1)) FORMAT CSV\n1",
        "INSERT INTO FUNCTION file('FORMAT x', view(SELECT 1))",
        "CSV",
        "1",
    );
}

#[test]
fn what_has_no_data_is_run_as_it_stands() {
    for text in [
        "SELECT 1",
        "INSERT INTO t SELECT 1 FORMAT Null",
        "INSERT INTO t (a) WITH 1 AS x SELECT x",
        "INSERT INTO t (SELECT 1)",
        "INSERT INTO t FROM INFILE 'x' FORMAT CSV",
        "INSERT INTO t",
        "INSERT INTO t 'unfinished",
        "",
    ] {
        assert_eq!(scan(text.as_bytes(), true), Scan::Other, "{text}");
    }
}

#[test]
fn a_head_may_arrive_in_any_pieces() {
    let text = b"/* c */ INSERT INTO t (a) FORMAT RowBinary\n\x01";
    for end in 0..text.len() - 1 {
        assert_eq!(scan(&text[..end], false), Scan::Incomplete, "{end}");
    }
    assert!(matches!(scan(text, false), Scan::Insert { data, .. } if data == text.len() - 1));
}

#[test]
fn another_statement_is_known_by_its_first_word() {
    assert_eq!(scan(b"SELECT ", false), Scan::Other);
    assert_eq!(scan(b"SEL", false), Scan::Incomplete);
}

#[test]
fn the_output_format_is_the_clause_at_the_end() {
    use OutputFormat::{Default, Named, Unsure};
    let cases = [
        ("SELECT 1", Default),
        ("SELECT 1 FORMAT CSV", Named("CSV")),
        ("SELECT 1 format JSON;", Named("JSON")),
        ("SELECT 1 FORMAT JSON SETTINGS a = 1", Named("JSON")),
        ("SELECT 1 FORMAT JSON -- FORMAT CSV", Named("JSON")),
        ("SELECT 'FORMAT CSV', $x$ FORMAT TSV $x$", Default),
        ("SELECT * FROM (SELECT 1 FORMAT CSV)", Default),
        ("SELECT 1 AS format FROM t", Unsure),
        ("SELECT format", Unsure),
        ("SELECT format FROM t FORMAT CSV", Named("CSV")),
    ];
    for (sql, expected) in cases {
        assert_eq!(output_format(sql), expected, "{sql}");
    }
}
