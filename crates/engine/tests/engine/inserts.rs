//! Inserting: any bytes, committed whole or refused.

use bytes::Bytes;
use clickhouse::{Client, Row};
use serde::{Deserialize, Serialize};

use crate::fixture::{Ground, code, on_engine};
use crate::streams::{wait_for_end, wait_for_start};

#[derive(Debug, Clone, PartialEq, Row, Serialize, Deserialize)]
struct Note {
    id: u32,
    text: String,
}

async fn make_notes(client: &Client) {
    let sql = "CREATE TABLE notes (id UInt32, text String, CONSTRAINT small CHECK id < 1000000)
               ENGINE = MergeTree ORDER BY id SETTINGS non_replicated_deduplication_window = 10";
    client.query(sql).execute().await.expect("creates");
}

async fn notes(client: &Client) -> Vec<Note> {
    client.query("SELECT ?fields FROM notes ORDER BY id").fetch_all().await.expect("selects")
}

async fn send(client: &Client, sql: &str, data: &[u8]) -> Result<(), clickhouse::error::Error> {
    let mut insert = client.insert_formatted_with(sql.to_owned());
    insert.send(Bytes::copy_from_slice(data)).await?;
    insert.end().await
}

#[tokio::test]
async fn typed_rows_come_back_as_they_were() {
    on_engine(|Ground { client, .. }| async move {
        make_notes(&client).await;
        let texts = ["a;b", "; DROP TABLE notes", "nul \0 and \\ and '", "\n\nFORMAT CSV\n", "тираж"];
        let rows: Vec<Note> =
            texts.iter().zip(1..).map(|(text, id)| Note { id, text: (*text).to_owned() }).collect();
        let mut insert = client.insert::<Note>("notes").await.expect("starts");
        for row in &rows {
            insert.write(row).await.expect("writes");
        }
        insert.end().await.expect("inserts");
        assert_eq!(notes(&client).await, rows);
    })
    .await;
}

#[tokio::test]
async fn formats_are_inserted_as_they_are() {
    on_engine(|Ground { client, .. }| async move {
        make_notes(&client).await;
        let json = "{\"id\": 1, \"text\": \"a;b\\u0000c\"}\n{\"id\": 2, \"text\": \";\"}";
        send(&client, "INSERT INTO notes FORMAT JSONEachRow", json.as_bytes()).await.expect("json");
        let sql = "SELECT toUInt32(number + 3) AS id, char(59, 0, 59) AS text FROM numbers(200000)";
        let arrow =
            client.query(sql).fetch_bytes("ArrowStream").expect("starts").collect().await.expect("selects");
        send(&client, "INSERT INTO notes FORMAT ArrowStream", &arrow).await.expect("arrow");
        let all = notes(&client).await;
        assert_eq!(all.len(), 200_002);
        assert_eq!((all[0].text.as_str(), all[1].text.as_str()), ("a;b\0c", ";"));
        assert!(all[2..].iter().all(|note| note.text == ";\0;"));
    })
    .await;
}

#[tokio::test]
async fn values_may_stand_in_the_statement() {
    on_engine(|Ground { client, .. }| async move {
        make_notes(&client).await;
        let sql = "INSERT INTO notes (id, text) VALUES (1, 'a;b'), (1 + 1, upper({text:String}))";
        client.query(sql).param("text", "it's").execute().await.expect("inserts");
        client.query("INSERT INTO notes SELECT id + 10, text FROM notes").execute().await.expect("inserts");
        let texts: Vec<String> = notes(&client).await.into_iter().map(|note| note.text).collect();
        assert_eq!(texts, ["a;b", "IT'S", "a;b", "IT'S"]);
    })
    .await;
}

#[tokio::test]
async fn bad_data_is_refused_whole() {
    on_engine(|Ground { client, .. }| async move {
        make_notes(&client).await;
        let cases: [(&str, &[u8], i32); 5] = [
            ("INSERT INTO notes FORMAT TSV", b"1\tgood\nbad\tx\n", 27),
            ("INSERT INTO notes FORMAT RowBinary", b"\x01\0\0\0\x05cut", 33),
            ("INSERT INTO notes FORMAT TSV", b"1\tgood\n5000000\ttoo large\n", 469),
            ("INSERT INTO notes FORMAT Absent", b"1", 73),
            ("INSERT INTO absent FORMAT TSV", b"1\n", 60),
        ];
        for (sql, data, expected) in cases {
            assert_eq!(code(send(&client, sql, data).await), expected, "{sql}");
        }
        assert_eq!(notes(&client).await, []);
    })
    .await;
}

#[tokio::test]
async fn a_failure_in_mid_body_reaches_the_sender() {
    on_engine(|Ground { client, .. }| async move {
        make_notes(&client).await;
        let mut insert = client.insert_formatted_with("INSERT INTO notes FORMAT TSV");
        let mut failure = insert.send(Bytes::from_static(b"not a number\n")).await;
        let rows = Bytes::from(b"1\tx\n".repeat(100_000));
        for _ in 0..100 {
            if failure.is_err() {
                break;
            }
            failure = insert.send(rows.clone()).await;
        }
        let failure = if failure.is_ok() { insert.end().await } else { failure };
        assert_eq!(code(failure), 27);
        assert_eq!(notes(&client).await, []);
    })
    .await;
}

#[tokio::test]
async fn a_body_that_breaks_off_is_not_committed() {
    on_engine(|Ground { client, .. }| async move {
        make_notes(&client).await;
        client.query("RENAME TABLE notes TO half_sent").execute().await.expect("renames");
        let mut insert = client.insert_formatted_with("INSERT INTO half_sent FORMAT TSV");
        insert.send(Bytes::from(b"1\tx\n".repeat(1000))).await.expect("sends");
        wait_for_start(&client, "INSERT INTO half_sent").await;
        drop(insert);
        wait_for_end(&client, "INSERT INTO half_sent").await;
        let rows = client.query("SELECT count() FROM half_sent").fetch_one::<u64>().await;
        assert_eq!(rows.expect("counts"), 0);
    })
    .await;
}

#[tokio::test]
async fn a_deduplication_token_counts_for_its_insert_alone() {
    on_engine(|Ground { client, .. }| async move {
        make_notes(&client).await;
        for (token, data) in [("a", "1\tx\n"), ("a", "2\tx\n"), ("b", "3\tx\n")] {
            let with = client.clone().with_setting("insert_deduplication_token", token);
            send(&with, "INSERT INTO notes FORMAT TSV", data.as_bytes()).await.expect("inserts");
        }
        send(&client, "INSERT INTO notes FORMAT TSV", b"4\tx\n").await.expect("inserts");
        let ids: Vec<u32> = notes(&client).await.into_iter().map(|note| note.id).collect();
        assert_eq!(ids, [1, 3, 4]);
    })
    .await;
}
