//! The store on a cluster: the form that statements take where the database is not one server but several.
//!
//! Two kinds of tables:
//!
//! - **Sharded**: events and their rollups ([`SHARDED`]). Each is a pair: `NAME_local` holds a shard's rows, replicated within the
//!   shard, and `NAME` is the distributed table over all of them. Whoever reads or inserts names the pair as ever.
//! - **Whole**: all others, which are small. Each is one replicated table, the same on every server, so that a claim is unique
//!   and every shard joins with the registry that it holds itself.
//!
//! A key of a rollup decides on its shard: whoever recomputes it overwrites it where it was, from wherever he asks.
//! Servers name their cluster, shard and replica in the macros of these names; so no value stands within a statement.

use std::borrow::Cow;

use clickhouse::Client;

use crate::question::Question;

/// The sharded tables, each with what decides on a row's shard. Rollups are decided by columns of their sorting key. An event goes
/// with its reader, so that visits and readers are counted where they lie; those that no reader is known of are spread.
const SHARDED: &[(&str, &str)] = &[
    ("events", "cityHash64(site, if(reader = 0, cityHash64(path, time), reader))"),
    ("page_hours", "cityHash64(site, path)"),
    ("page_days", "cityHash64(site, path)"),
    ("page_breakdowns", "cityHash64(site, path)"),
    ("page_moves", "cityHash64(site, path)"),
    ("site_breakdowns", "cityHash64(site, dimension, value)"),
    ("visit_days", "cityHash64(site, dimension, value)"),
    ("scope_days", "cityHash64(site, scope, key)"),
    ("reader_states", "cityHash64(site, scope, key)"),
    // Of before.
    ("rollup_hours", "cityHash64(site, path)"),
    ("rollup_shares", "cityHash64(site, path)"),
    ("rollup_readers", "cityHash64(site, scope, key)"),
];

/// What every statement on a cluster is asked with.
const SETTINGS: &[(&str, &str)] = &[
    // An insert is answered when the shards have the rows, not when they are queued for them.
    ("distributed_foreground_insert", "1"),
    // Replicated tables drop an insert of the same rows as one before. A note that was cleared and comes again is none.
    ("deduplicate_insert", "disable"),
    ("deduplicate_insert_select", "disable"),
    // What is joined or looked up is found once and given to the shards; of its own each knows only a part.
    ("distributed_product_mode", "global"),
    // A key's shard is found by the distributed table alone.
    ("parallel_distributed_insert_select", "0"),
    // A replica that has just come back knows too little.
    ("max_replica_delay_for_distributed_queries", "5"),
];

/// Seconds for which tokens of inserts are remembered.
const TOKEN_SECONDS: &str = "604800";

/// The form of a question on a cluster where it is more than a changed name.
macro_rules! overrides {
    ($($name:literal),+ $(,)?) => {
        &[$(($name, include_str!(concat!("sql/cluster/", $name, ".sql")))),+]
    };
}

const OVERRIDES: &[(&str, &str)] = overrides! {
    "batch_rows",
    "create_database",
    "event_partitions",
    "footprint",
    "make_trial_table",
    "running_merges",
    "unfinished_mutations",
};

/// A client whose statements suit a cluster.
pub(crate) fn prepare(client: Client) -> Client {
    SETTINGS.iter().fold(client, |client, (name, value)| client.with_setting(*name, *value))
}

/// The form that a question takes on a cluster.
pub(crate) fn form_of(question: Question) -> Cow<'static, str> {
    match OVERRIDES.iter().find(|(name, _)| *name == question.name) {
        Some((_, sql)) => Cow::Borrowed(sql),
        None => changed_parts(question.sql),
    }
}

/// Statements that change stored rows in place name the parts of a sharded table, since the whole takes only inserts.
fn changed_parts(sql: &'static str) -> Cow<'static, str> {
    let statement = without_comments(sql);
    for head in ["ALTER TABLE ", "DELETE FROM ", "TRUNCATE TABLE ", "OPTIMIZE TABLE "] {
        let Some((table, rest)) = statement.strip_prefix(head).and_then(split_name) else { continue };
        if sharding_key(table).is_some() {
            return Cow::Owned(format!("{head}{table}_local ON CLUSTER '{{cluster}}'{rest}"));
        }
    }
    Cow::Borrowed(sql)
}

/// The statements that a step of the schema is on a cluster, in order. Like the step they may be run twice. They take the
/// parameter `database`. `None` where the step is of a kind that has no form on a cluster yet.
pub(crate) fn schema_form(number: u32, sql: &'static str) -> Option<Vec<String>> {
    let statement = without_comments(sql).trim_end();
    let after = |head| statement.strip_prefix(head).and_then(split_name);
    if let Some((table, rest)) = after("CREATE TABLE IF NOT EXISTS ") {
        Some(create(number, table, rest))
    } else if let Some((table, rest)) = after("CREATE OR REPLACE TABLE ") {
        // Nothing is copied: a cluster begins with all steps to this one at once, and has no events before.
        let definition = rest.split_once("\nAS SELECT").map_or(rest, |(definition, _)| definition);
        Some(drop_table(table).into_iter().chain(create(number, table, definition)).collect())
    } else if let Some((table, rest)) = after("ALTER TABLE ") {
        Some(alter(table, rest))
    } else if let Some((table, "")) = after("DROP TABLE IF EXISTS ") {
        Some(drop_table(table))
    } else if statement.starts_with("INSERT INTO ") {
        Some(vec![statement.to_owned()])
    } else {
        ["CREATE VIEW IF NOT EXISTS ", "CREATE OR REPLACE VIEW "].iter().find_map(|head| {
            let (view, rest) = after(head)?;
            Some(vec![format!("{head}{view} ON CLUSTER '{{cluster}}'{rest}")])
        })
    }
}

fn create(number: u32, table: &str, definition: &str) -> Vec<String> {
    let (columns, engine) = definition.split_once("\nENGINE = ").unwrap_or((definition, ""));
    let is_local = table_engine(engine) == "Join";
    let Some(key) = sharding_key(table) else {
        let path = format!("/clickhouse/tables/{{database}}/{number:04}_{table}");
        let engine = if is_local { engine.to_owned() } else { replicated(engine, &path) };
        let head = format!("CREATE TABLE IF NOT EXISTS {table} ON CLUSTER '{{cluster}}'");
        return vec![format!("{head}{columns}\nENGINE = {engine}")];
    };
    let path = format!("/clickhouse/tables/{{database}}/{number:04}_{table}/{{shard}}");
    let engine = replicated(engine, &path);
    vec![
        format!(
            "CREATE TABLE IF NOT EXISTS {table}_local ON CLUSTER '{{cluster}}'{columns}\nENGINE = {engine}"
        ),
        format!(
            "CREATE TABLE IF NOT EXISTS {table} ON CLUSTER '{{cluster}}' AS {table}_local\n\
             ENGINE = Distributed('{{cluster}}', {{database:String}}, '{table}_local', {key})"
        ),
    ]
}

/// The engine of a table with its replication: `MergeTree` or `ReplacingMergeTree(version)` and what follows.
fn replicated(engine: &str, path: &str) -> String {
    let name = table_engine(engine);
    let rest = &engine[name.len()..];
    let (arguments, rest) = match rest.strip_prefix('(').and_then(|inner| inner.split_once(')')) {
        Some((arguments, rest)) => (format!(", {arguments}"), rest),
        None => (String::new(), rest),
    };
    // Replicated tables keep tokens in windows of their own.
    let rest = rest.replace(
        "non_replicated_deduplication_window",
        &format!(
            "replicated_deduplication_window_seconds = {TOKEN_SECONDS},\n    replicated_deduplication_window"
        ),
    );
    format!("Replicated{name}('{path}', '{{shard}}-{{replica}}'{arguments}){rest}")
}

fn table_engine(engine: &str) -> &str {
    engine.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default()
}

/// A changed column is one of the whole too. Replicas pass a change on to each other, but no settings.
fn alter(table: &str, rest: &str) -> Vec<String> {
    let of_settings = rest.contains("MODIFY SETTING");
    if sharding_key(table).is_none() {
        let everywhere = if of_settings { " ON CLUSTER '{cluster}'" } else { "" };
        return vec![format!("ALTER TABLE {table}{everywhere}{rest}")];
    }
    let mut statements = vec![format!("ALTER TABLE {table}_local ON CLUSTER '{{cluster}}'{rest}")];
    if !of_settings && !rest.contains("INDEX") {
        statements.push(format!("ALTER TABLE {table} ON CLUSTER '{{cluster}}'{rest}"));
    }
    statements
}

fn drop_table(table: &str) -> Vec<String> {
    // Waited for: until then the replica's name is taken.
    let drop = |name: String| format!("DROP TABLE IF EXISTS {name} ON CLUSTER '{{cluster}}' SYNC");
    let parts = sharding_key(table).map(|_| drop(format!("{table}_local")));
    std::iter::once(drop(table.to_owned())).chain(parts).collect()
}

fn sharding_key(table: &str) -> Option<&'static str> {
    SHARDED.iter().find(|(name, _)| *name == table).map(|(_, key)| *key)
}

fn without_comments(sql: &str) -> &str {
    let mut rest = sql;
    while rest.starts_with("--") {
        rest = rest.split_once('\n').map_or("", |(_, rest)| rest);
    }
    rest
}

/// A name, and what follows it.
fn split_name(text: &str) -> Option<(&str, &str)> {
    let end = text.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(text.len());
    (end > 0).then(|| text.split_at(end))
}

#[cfg(test)]
#[path = "cluster/tests.rs"]
mod tests;
