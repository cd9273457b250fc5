//! Settings and databases: they reach their query and end with it.

use crate::fixture::{Ground, client, code, on_engine};

#[tokio::test]
async fn settings_and_database_are_the_requests_own() {
    on_engine(|Ground { engine, client: own, database }| async move {
        let plain = client(&engine);
        let sql =
            "SELECT getSetting('max_block_size')::String || getSetting('log_comment') || currentDatabase()";
        let before = plain.query(sql).fetch_one::<String>().await.expect("selects");
        let query =
            own.query(sql).with_setting("max_block_size", "17").with_setting("log_comment", "it's; \\");
        assert_eq!(query.fetch_one::<String>().await.expect("selects"), format!("17it's; \\{database}"));
        for _ in 0..16 {
            assert_eq!(plain.query(sql).fetch_one::<String>().await.expect("selects"), before);
        }
    })
    .await;
}

#[tokio::test]
async fn what_a_statement_sets_ends_with_it() {
    on_engine(|Ground { client, database, .. }| async move {
        for sql in ["SET max_block_size = 17", "USE system", "CREATE TEMPORARY TABLE mine (a UInt8)"] {
            client.query(sql).execute().await.expect(sql);
        }
        let sql = "SELECT concat(currentDatabase(), if(getSetting('max_block_size') = 17, ' leaked', ''))";
        assert_eq!(client.query(sql).fetch_one::<String>().await.expect("selects"), database);
        assert_eq!(code(client.query("SELECT * FROM mine").execute().await), 60);
    })
    .await;
}

#[tokio::test]
async fn the_engine_refuses_what_it_does_not_know() {
    on_engine(|Ground { client, .. }| async move {
        assert_eq!(code(client.query("SELECT 1").with_setting("absent", "1").execute().await), 115);
        assert_eq!(code(client.query("SELECT 1").with_setting("a=1,b", "1").execute().await), 115);
        assert_eq!(code(client.query("SELECT 1").with_setting("max_block_size", "many").execute().await), 27);
        assert_eq!(code(client.clone().with_database("absent`").query("SELECT 1").execute().await), 81);
    })
    .await;
}

#[tokio::test]
async fn a_time_limit_stops_a_query() {
    on_engine(|Ground { client, .. }| async move {
        let sql = "SELECT count() FROM numbers(1000000000000) WHERE sipHash64(number) = 1";
        let query = client.query(sql).with_setting("max_execution_time", "0.2");
        assert_eq!(code(query.execute().await), 159);
    })
    .await;
}

#[tokio::test]
async fn the_memory_cap_fails_the_query_and_not_the_process() {
    on_engine(|Ground { client, .. }| async move {
        let sql = "SELECT length(groupArray(toString(number))) FROM numbers(1000000000)";
        assert_eq!(code(client.query(sql).execute().await), 241);
        assert_eq!(client.query("SELECT 1").fetch_one::<u8>().await.expect("is well"), 1);
    })
    .await;
}
