//! Selecting: types, formats, parameters, errors.

use clickhouse::Row;
use serde::Deserialize;

use crate::fixture::{Ground, code, on_engine};

#[derive(Debug, PartialEq, Row, Deserialize)]
struct Line {
    number: u64,
    text: String,
}

#[tokio::test]
async fn rows_come_out_typed_and_in_order_over_many_blocks() {
    on_engine(|Ground { client, .. }| async move {
        let sql = "SELECT number, toString(number) AS text FROM numbers(300000) ORDER BY number";
        let lines = client.query(sql).fetch_all::<Line>().await.expect("selects");
        assert_eq!(lines.len(), 300_000);
        let wrong =
            lines.iter().zip(0..).find(|(line, at)| line.number != *at || line.text != at.to_string());
        assert_eq!(wrong, None);
    })
    .await;
}

#[tokio::test]
async fn parameters_are_bound_by_the_engine() {
    on_engine(|Ground { client, .. }| async move {
        let sql = "SELECT {number:UInt64} AS number, {text:String} || arrayStringConcat({list:Array(String)}) AS text";
        let text = "it's \\ a\ttab; \n DROP {x:String} --";
        let query = client.query(sql).param("number", 7).param("text", text).param("list", vec!["a'b", "c\\"]);
        let line = query.fetch_one::<Line>().await.expect("selects");
        assert_eq!(line, Line { number: 7, text: format!("{text}a'bc\\") });
        assert_eq!(code(client.query("SELECT {absent:String}").execute().await), 456);
    })
    .await;
}

#[tokio::test]
async fn failures_carry_the_engines_codes() {
    on_engine(|Ground { client, .. }| async move {
        let cases = [
            ("SELECT * FROM absent", 60),
            ("SELECT * FROM absent.t", 81),
            ("SELEC 1", 62),
            ("SELECT absent", 47),
            ("INSERT INTO absent VALUES (1)", 60),
            ("CREATE TABLE t (a Absent) ENGINE = Memory", 50),
            ("SELECT throwIf(1)", 395),
        ];
        for (sql, expected) in cases {
            assert_eq!(code(client.query(sql).execute().await), expected, "{sql}");
        }
        let one = client.query("SELECT 1").fetch_one::<u8>().await;
        assert_eq!(one.expect("the engine is well"), 1);
    })
    .await;
}

#[tokio::test]
async fn statements_without_blocks_answer_too() {
    on_engine(|Ground { client, .. }| async move {
        client
            .query("CREATE TABLE t (a UInt8) ENGINE = MergeTree ORDER BY a")
            .execute()
            .await
            .expect("creates");
        client.query("INSERT INTO t SELECT number FROM numbers(3)").execute().await.expect("inserts");
        assert_eq!(client.query("SHOW TABLES").fetch_all::<String>().await.expect("shows"), ["t"]);
        assert_eq!(client.query("SELECT count() FROM t").fetch_one::<u64>().await.expect("counts"), 3);
    })
    .await;
}

#[tokio::test]
async fn a_second_statement_never_runs() {
    on_engine(|Ground { client, .. }| async move {
        for first in ["SELECT 1", "SELECT 1 FORMAT JSON", "CREATE TABLE u (a UInt8) ENGINE = Memory"] {
            let sql = format!("{first}; CREATE TABLE sneaked (a UInt8) ENGINE = Memory");
            assert_eq!(code(client.query(&sql).execute().await), 62, "{sql}");
        }
        client.query("SELECT 1;").execute().await.expect("a lone semicolon is no second statement");
        let tables = client.query("SHOW TABLES").fetch_all::<String>().await.expect("shows");
        assert_eq!(tables, Vec::<String>::new());
    })
    .await;
}

/// The bytes of a result in `format`.
async fn fetch(ground: &Ground, sql: &str, format: &str) -> Vec<u8> {
    let mut cursor = ground.client.query(sql).fetch_bytes(format).expect("starts");
    cursor.collect().await.expect("selects").to_vec()
}

#[tokio::test]
async fn joined_blocks_are_what_the_engine_would_have_built_whole() {
    on_engine(|ground| async move {
        let sql = "SELECT number, toString(number) AS `a\"b` FROM numbers(200000) ORDER BY number";
        // A comment that names extremes has the result built whole.
        let whole = format!("{sql} /* extremes */");
        for format in [
            "RowBinary",
            "RowBinaryWithNames",
            "RowBinaryWithNamesAndTypes",
            "ArrowStream",
            "Native",
            "TSV",
            "TSVWithNamesAndTypes",
            "CSVWithNames",
            "CSVWithNamesAndTypes",
            "JSONEachRow",
            "JSONCompactEachRow",
        ] {
            let (joined, whole) = (fetch(&ground, sql, format).await, fetch(&ground, &whole, format).await);
            assert!(joined == whole, "{format}: {} bytes joined, {} whole", joined.len(), whole.len());
            let empty = format!("{sql} LIMIT 0");
            assert_eq!(
                fetch(&ground, &empty, format).await,
                fetch(&ground, &format!("{empty} /* extremes */"), format).await,
                "{format}"
            );
        }
    })
    .await;
}

#[tokio::test]
async fn formats_that_are_one_document_come_whole() {
    on_engine(|ground| async move {
        let json = fetch(&ground, "SELECT number FROM numbers(150000) FORMAT JSONCompact", "RowBinary").await;
        let json = String::from_utf8(json).expect("text");
        assert_eq!(json.matches("\"meta\"").count(), 1);
        assert!(json.contains("\"rows\": 150000"), "{}", &json[json.len() - 200..]);
        let totals = "SELECT number % 2 AS k, count() FROM numbers(10) GROUP BY k WITH TOTALS ORDER BY k";
        assert_eq!(fetch(&ground, totals, "TSV").await, b"0\t5\n1\t5\n\n0\t10\n");
    })
    .await;
}
