//! Many requests, long results, clients that leave, queries that fail half-way.

use std::time::{Duration, Instant};

use clickhouse::Client;
use futures_util::future::try_join_all;

use tiraj_engine::Engine;

use crate::fixture::{Ground, alone, client, code, library, on_engine, options};

/// Queries that run now and hold this mark, in a comment for example. The mark is cut in two, so that the
/// query that looks for it does not count itself.
pub(crate) async fn count_running(client: &Client, mark: &str) -> u64 {
    let (head, tail) = mark.split_at(1);
    let sql = format!("SELECT count() FROM system.processes WHERE position(query, '{head}' || '{tail}') > 0");
    client.query(&sql).fetch_one().await.expect("counts")
}

/// Waits until no query with this mark runs any more; fails if one lives on.
pub(crate) async fn wait_for_end(client: &Client, mark: &str) {
    let deadline = Instant::now() + Duration::from_secs(20);
    while count_running(client, mark).await > 0 {
        assert!(Instant::now() < deadline, "the query {mark} was not cancelled");
    }
}

/// Waits until a query with this mark runs.
pub(crate) async fn wait_for_start(client: &Client, mark: &str) {
    let deadline = Instant::now() + Duration::from_secs(20);
    while count_running(client, mark).await == 0 {
        assert!(Instant::now() < deadline, "the query {mark} did not start");
    }
}

#[tokio::test]
async fn more_requests_than_connections_are_all_answered() {
    on_engine(|Ground { client, .. }| async move {
        let requests = (0..40_u64).map(|number| {
            let sql = "SELECT sum(number) + {number:UInt64} FROM numbers(1000000)";
            client.query(sql).param("number", number).fetch_one::<u64>()
        });
        let sums = try_join_all(requests).await.expect("selects");
        assert!(sums.iter().zip(0..).all(|(sum, number)| *sum == 499_999_500_000 + number));
    })
    .await;
}

#[cfg(target_os = "linux")]
fn resident_bytes() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").expect("Linux");
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).expect("has it");
    line.trim().trim_end_matches(" kB").parse::<u64>().expect("a number") << 10
}

/// Alone, for what other tests take would count too.
#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_long_result_needs_little_memory() {
    alone(|| async {
        let folder = tempfile::tempdir().expect("a folder");
        let engine = Engine::open(library(), folder.path(), &options()).expect("opens");
        let sql = "SELECT number, repeat('x', 1000) FROM numbers(2000000)";
        let mut cursor = client(&engine).query(sql).fetch_bytes("RowBinary").expect("starts");
        let (mut total, mut highest, before) = (0, 0, resident_bytes());
        while let Some(chunk) = cursor.next().await.expect("reads") {
            total += chunk.len();
            highest = highest.max(resident_bytes());
        }
        assert_eq!(total, 2_000_000 * 1010);
        let growth = highest.saturating_sub(before) >> 20;
        engine.shutdown().await;
        // Blocks wait in several queues at once, more of them the slower the reader: 356 to 532 MiB were seen.
        assert!(growth < 900, "2 GB passed through {growth} MiB");
    })
    .await;
}

#[tokio::test]
async fn a_reader_that_leaves_cancels_its_query() {
    on_engine(|Ground { engine, client: own, .. }| async move {
        let other = client(&engine);
        let sql = "SELECT number FROM numbers(1000000000000) /* leaves while reading */";
        let mut cursor = own.query(sql).fetch_bytes("RowBinary").expect("starts");
        cursor.next().await.expect("reads");
        drop(cursor);
        wait_for_end(&other, "leaves while reading */").await;
    })
    .await;
}

#[tokio::test]
async fn a_client_that_leaves_before_the_first_block_cancels_its_query() {
    on_engine(|Ground { engine, client: own, .. }| async move {
        let other = client(&engine);
        let selecting = "SELECT count() FROM numbers(1000000000000) WHERE sipHash64(number) = {mark:UInt64}";
        let inserting = format!("INSERT INTO FUNCTION null('n UInt64') {selecting}");
        for sql in [selecting, &inserting] {
            tokio::select! {
                done = own.query(sql).param("mark", 4711).execute() => panic!("it cannot be done: {done:?}"),
                () = wait_for_start(&other, "4711") => {}
            }
            wait_for_end(&other, "4711").await;
        }
    })
    .await;
}

#[tokio::test]
async fn a_failure_after_the_first_block_reaches_the_reader() {
    on_engine(|Ground { client, .. }| async move {
        let sql = "SELECT throwIf(number = 29000000) + number FROM numbers(30000000)";
        let mut cursor = client.query(sql).fetch::<u64>().expect("starts");
        let mut rows = 0;
        let failure = loop {
            match cursor.next().await {
                Ok(Some(_)) => rows += 1,
                Ok(None) => panic!("the result looked complete after {rows} rows"),
                Err(error) => break error,
            }
        };
        assert!(rows > 0, "the failure came before the first block: {failure}");
        assert_eq!(code::<()>(Err(failure)), 395);
    })
    .await;
}
