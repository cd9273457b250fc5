use std::collections::{BTreeMap, BTreeSet};

use super::*;
use crate::MIGRATIONS;

/// All statements of the schema's cluster form, with the name of the step.
fn statements() -> Vec<(&'static str, String)> {
    let form = |migration: &crate::Migration| {
        let statements = schema_form(migration.number, migration.sql);
        let statements = statements.unwrap_or_else(|| panic!("{} has no form on a cluster", migration.name));
        statements.into_iter().map(|statement| (migration.name, statement)).collect::<Vec<_>>()
    };
    MIGRATIONS.iter().flat_map(form).collect()
}

/// The tables that the statements leave behind, each with its definition.
fn tables() -> BTreeMap<String, String> {
    let mut tables = BTreeMap::new();
    for (_, statement) in statements() {
        if let Some((name, rest)) = statement.strip_prefix("CREATE TABLE IF NOT EXISTS ").and_then(split_name)
        {
            assert!(tables.insert(name.to_owned(), rest.to_owned()).is_none(), "{name} is made twice");
        } else if let Some((name, _)) = statement.strip_prefix("DROP TABLE IF EXISTS ").and_then(split_name) {
            tables.remove(name);
        }
    }
    tables
}

/// The words between `head` and the end of the brackets, or of the line, that follow it.
fn words_after<'a>(definition: &'a str, head: &str) -> Vec<&'a str> {
    let line = definition.split_once(head).map_or("", |(_, rest)| rest.lines().next().unwrap_or_default());
    line.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').filter(|word| !word.is_empty()).collect()
}

#[test]
fn every_table_is_replicated_and_the_large_ones_are_pairs() {
    let tables = tables();
    for (name, definition) in &tables {
        assert!(definition.starts_with(" ON CLUSTER '{cluster}'"), "{name}: {definition}");
        if let Some(whole) = name.strip_suffix("_local") {
            assert!(definition.contains("ENGINE = Replicated"), "{name}: {definition}");
            assert!(tables[whole].contains(&format!("'{name}'")), "{whole} is not over {name}");
        } else if sharding_key(name).is_some() {
            assert!(tables.contains_key(&format!("{name}_local")), "{name} has no parts");
        } else if name != "reclassified" {
            assert!(definition.contains("ENGINE = Replicated"), "{name}: {definition}");
        }
    }
    assert!(tables.contains_key("events_local") && !tables.contains_key("rollup_hours_local"));
}

#[test]
fn what_a_recomputation_overwrites_lies_on_one_shard() {
    for (name, definition) in tables().iter().filter(|(_, d)| d.contains("ReplicatedReplacingMergeTree(")) {
        let Some(whole) = name.strip_suffix("_local") else { continue };
        let sorted = words_after(definition, "\nORDER BY ");
        let key = sharding_key(whole).unwrap();
        let columns = words_after(key, "cityHash64(");
        assert!(columns.iter().all(|column| sorted.contains(column)), "{name}: {columns:?} in {sorted:?}");
    }
}

#[test]
fn no_two_tables_share_a_path_in_the_keeper() {
    let statements = statements();
    let paths: Vec<&str> = statements
        .iter()
        .filter_map(|(_, statement)| statement.split_once("('/clickhouse/")?.1.split('\'').next())
        .collect();
    assert_eq!(paths.iter().collect::<BTreeSet<_>>().len(), paths.len(), "{paths:?}");
    for path in paths {
        let table = path.split('/').nth(2).unwrap().split_once('_').unwrap().1;
        assert_eq!(path.ends_with("/{shard}"), sharding_key(table).is_some(), "{path}");
    }
}

#[test]
fn sorting_keys_partitions_and_columns_stay_as_they_are() {
    for migration in MIGRATIONS {
        for statement in schema_form(migration.number, migration.sql).unwrap() {
            if !statement.contains("ENGINE = Replicated") {
                continue;
            }
            let without = |text: &str| {
                let lines = text.lines().filter(|line| {
                    !line.starts_with("ENGINE")
                        && !line.starts_with("CREATE")
                        && !line.contains("deduplication_window")
                });
                lines.map(str::to_owned).collect::<Vec<_>>()
            };
            let before = without_comments(migration.sql).split("\nAS SELECT").next().unwrap();
            assert_eq!(without(&statement), without(before.trim_end()), "{}", migration.name);
        }
    }
}

#[test]
fn a_table_with_rows_is_never_laid_down_anew() {
    // The form on a cluster copies nothing, which is right for tables that no cluster has had yet and for no other.
    let replaced: Vec<u32> = MIGRATIONS
        .iter()
        .filter(|migration| without_comments(migration.sql).starts_with("CREATE OR REPLACE TABLE"))
        .map(|migration| migration.number)
        .collect();
    assert_eq!(replaced, [40]);
}

#[test]
fn statements_take_the_form_of_the_cluster() {
    let check = |sql: &'static str, expect: &str| assert_eq!(changed_parts(sql), expect);
    check(
        "-- Why.\nDELETE FROM events\nWHERE batch = 1",
        "DELETE FROM events_local ON CLUSTER '{cluster}'\nWHERE batch = 1",
    );
    check(
        "ALTER TABLE reader_states DROP PARTITION 1",
        "ALTER TABLE reader_states_local ON CLUSTER '{cluster}' DROP PARTITION 1",
    );
    for same in
        ["DELETE FROM stale_hours WHERE 1", "ALTER TABLE salts DROP PARTITION 1", "SELECT 1 FROM events"]
    {
        check(same, same);
    }
    let expect = |number, sql, expect: &[&str]| assert_eq!(schema_form(number, sql).unwrap(), expect);
    expect(
        16,
        "ALTER TABLE stale_hours\n    ADD COLUMN n UInt8",
        &["ALTER TABLE stale_hours\n    ADD COLUMN n UInt8"],
    );
    expect(
        24,
        "ALTER TABLE articles MODIFY SETTING a = 1",
        &["ALTER TABLE articles ON CLUSTER '{cluster}' MODIFY SETTING a = 1"],
    );
    expect(
        14,
        "CREATE TABLE IF NOT EXISTS nodes\n(\n    a UInt8\n)\nENGINE = MergeTree\nORDER BY a\n\
         SETTINGS non_replicated_deduplication_window = 7",
        &["CREATE TABLE IF NOT EXISTS nodes ON CLUSTER '{cluster}'\n(\n    a UInt8\n)\n\
           ENGINE = ReplicatedMergeTree('/clickhouse/tables/{database}/0014_nodes', '{shard}-{replica}')\nORDER BY a\n\
           SETTINGS replicated_deduplication_window_seconds = 604800,\n    replicated_deduplication_window = 7"],
    );
    assert_eq!(schema_form(99, "RENAME TABLE a TO b"), None);
}
