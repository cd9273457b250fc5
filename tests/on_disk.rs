//! What a database of its own keeps over power cuts and wrong clocks.

use std::time::Duration;

use tiraj_store::Store;

use crate::support::Database;

/// A database and a migrated store in it.
async fn start(folder: &std::path::Path) -> (Database, Store) {
    let database = Database::start(&folder.join("clickhouse"));
    let store = database.migrated_store().await;
    (database, store)
}

#[tokio::test]
async fn what_the_spool_lets_go_is_synced_before_an_insert_is_answered() {
    let folder = tempfile::tempdir().unwrap();
    let (database, _store) = start(folder.path()).await;
    let synced = database.sql(
        "SELECT name FROM system.tables WHERE database = 'tiraj' AND engine_full LIKE '%fsync_after_insert = 1%'
         AND engine_full LIKE '%fsync_part_directory = 1%' ORDER BY name",
    );
    assert_eq!(
        synced.lines().collect::<Vec<_>>(),
        [
            "article_aliases",
            "article_edits",
            "articles",
            "events",
            "ledger",
            "raw_borders",
            "removals",
            "seeded_views"
        ]
    );
}

#[tokio::test]
async fn a_lease_from_before_the_clock_was_set_back_is_over() {
    let folder = tempfile::tempdir().unwrap();
    let (database, store) = start(folder.path()).await;
    store.claim_term("rollups", 1, "node-1", Duration::from_mins(1)).await.unwrap();
    assert!(store.newest_term("rollups").await.unwrap().unwrap().left_ms > 0);
    database.sql(
        "ALTER TABLE tiraj.leases UPDATE granted_at = granted_at + INTERVAL 10 HOUR WHERE 1 SETTINGS mutations_sync = 2",
    );
    assert_eq!(store.newest_term("rollups").await.unwrap().unwrap().left_ms, 0);
}
