//! The servers of `docker-compose.yml` are the cluster that their settings describe.

use std::collections::{BTreeMap, BTreeSet};

use axum::body::{Body, to_bytes};
use axum::http::Request;
use serde::Deserialize;
use tiraj_engine::{Engine, Options};
use tower::ServiceExt;

const COMPOSED: &str = include_str!("../docker-compose.yml");
const SERVER: &str = include_str!("../schemas/clickhouse-cluster/server.xml");
const KEEPER: &str = include_str!("../schemas/clickhouse-cluster/keeper.xml");

#[derive(Debug, Deserialize)]
struct Composed {
    services: BTreeMap<String, Service>,
    configs: BTreeMap<String, Config>,
    volumes: BTreeSet<String>,
}

#[derive(Debug, Deserialize)]
struct Service {
    #[serde(default)]
    profiles: Vec<String>,
    #[serde(default)]
    depends_on: serde_json::Value,
    #[serde(default)]
    hostname: String,
    #[serde(default)]
    environment: BTreeMap<String, String>,
    #[serde(default)]
    configs: Vec<Mount>,
    #[serde(default)]
    ports: Vec<String>,
    volumes: Vec<String>,
}

impl Service {
    /// The services that it waits for: a list, or names with conditions.
    fn awaited(&self) -> Vec<&str> {
        match &self.depends_on {
            serde_json::Value::Array(names) => names.iter().filter_map(|name| name.as_str()).collect(),
            serde_json::Value::Object(conditions) => conditions.keys().map(String::as_str).collect(),
            _ => Vec::new(),
        }
    }
}

#[derive(Debug, Deserialize)]
struct Mount {
    source: String,
}

#[derive(Debug, Deserialize)]
struct Config {
    file: String,
}

impl Composed {
    fn read() -> Self {
        // Volumes without settings are keys without values.
        let mut composed: serde_json::Value = serde_saphyr::from_str(COMPOSED).unwrap();
        let volumes: Vec<String> = composed["volumes"].as_object().unwrap().keys().cloned().collect();
        composed["volumes"] = volumes.into();
        serde_json::from_value(composed).unwrap()
    }

    /// The services that are given a configuration, by name.
    fn with_config(&self, source: &str) -> BTreeMap<&str, &Service> {
        let given = |service: &Service| service.configs.iter().any(|mount| mount.source == source);
        self.services
            .iter()
            .filter(|(_, service)| given(service))
            .map(|(name, service)| (&**name, service))
            .collect()
    }
}

/// The texts of all elements of a name.
fn texts<'a>(document: &'a str, element: &str) -> BTreeSet<&'a str> {
    let open = format!("<{element}>");
    document.split(&*open).skip(1).map(|rest| rest.split('<').next().unwrap()).collect()
}

/// The configuration as a server with this environment reads it.
fn in_environment(document: &str, environment: &BTreeMap<String, String>) -> String {
    environment.iter().fold(document.to_owned(), |document, (name, value)| {
        let (from, element) =
            (format!(" from_env=\"{name}\"/>"), document.find(&format!(" from_env=\"{name}\"")));
        let Some(at) = element else { return document };
        let tag = &document[document[..at].rfind('<').unwrap() + 1..at];
        document.replace(&from, &format!(">{value}</{tag}>"))
    })
}

async fn ask(engine: &Engine, question: &str) -> BTreeSet<String> {
    let request = Request::post("/").body(Body::from(question.to_owned())).unwrap();
    let answer = engine.router().oneshot(request).await.unwrap();
    let (succeeded, body) =
        (answer.status().is_success(), to_bytes(answer.into_body(), 1 << 20).await.unwrap());
    let text = String::from_utf8(body.to_vec()).unwrap();
    assert!(succeeded, "{question}: {text}");
    text.lines().map(str::to_owned).collect()
}

#[tokio::test]
async fn clickhouse_reads_the_cluster_that_is_composed() {
    let composed = Composed::read();
    let servers = composed.with_config("cluster-server");
    let expected: BTreeSet<String> = servers
        .iter()
        .map(|(name, service)| {
            format!("{}\t{}\t{name}\t9000", service.environment["SHARD"], service.environment["REPLICA"])
        })
        .collect();
    assert_eq!(expected.len(), 4);

    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("cluster.xml");
    let this = &servers["clickhouse-2-1"].environment;
    let configuration = in_environment(SERVER, this);
    assert!(!configuration.contains("from_env"), "a variable that no service has: {configuration}");
    std::fs::write(&file, configuration).unwrap();
    let options = Options { configuration: Some(file), ..Options::default() };
    let engine =
        Engine::open(&tiraj_testkit::install_engine(), &folder.path().join("data"), &options).unwrap();
    let question =
        "SELECT shard_num, replica_num, host_name, port FROM system.clusters WHERE cluster = 'tiraj'";
    assert_eq!(ask(&engine, question).await, expected);
    let question = "SELECT getMacro('cluster'), getMacro('shard'), getMacro('replica')";
    assert_eq!(ask(&engine, question).await, ["tiraj\t2\t1".to_owned()].into());
}

#[test]
fn keepers_and_servers_know_each_other_by_the_names_of_their_services() {
    let composed = Composed::read();
    let keepers = composed.with_config("cluster-keeper");
    let names: BTreeSet<&str> = keepers.keys().copied().collect();
    assert_eq!(texts(KEEPER, "hostname"), names);
    let zookeeper = SERVER.split("<zookeeper>").nth(1).unwrap().split("</zookeeper>").next().unwrap();
    assert_eq!(texts(zookeeper, "host"), names);
    assert_eq!(texts(zookeeper, "port"), texts(KEEPER, "tcp_port"));
    for (name, keeper) in &keepers {
        let own = format!("<id>{}</id><hostname>{name}</hostname>", keeper.environment["KEEPER"]);
        assert!(KEEPER.contains(&own), "{own}");
    }
    for (name, service) in composed.with_config("cluster-server").into_iter().chain(keepers.clone()) {
        assert_eq!((&*service.hostname, &*service.profiles), (name, &["cluster".to_owned()][..]));
        assert!(service.awaited().iter().all(|other| keepers.contains_key(other)), "{name}");
    }
}

#[test]
fn one_server_and_tiraj_are_the_default_and_nothing_is_open_to_the_network() {
    let composed = Composed::read();
    let default: Vec<&String> = composed
        .services
        .iter()
        .filter(|(_, service)| service.profiles.is_empty())
        .map(|(name, _)| name)
        .collect();
    assert_eq!(default, ["clickhouse", "tiraj"]);
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut volumes = BTreeSet::new();
    for (name, service) in &composed.services {
        assert!(service.ports.iter().all(|port| port.starts_with("127.0.0.1:")), "{:?}", service.ports);
        assert!(service.awaited().iter().all(|other| composed.services.contains_key(*other)), "{name}");
        for volume in &service.volumes {
            let source = volume.split(':').next().unwrap();
            if source.starts_with("./") {
                assert!(root.join(source).exists() && volume.ends_with(":ro"), "{volume}");
            } else {
                volumes.insert(source.to_owned());
            }
        }
    }
    assert_eq!(volumes, composed.volumes, "each service keeps its data in a volume of its own");
    for config in composed.configs.values() {
        assert!(root.join(&config.file).is_file(), "{}", config.file);
    }
}

#[test]
fn the_file_is_one_of_compose() {
    const ABSENT: &str = "TIRAJ_TEST_NO_COMPOSE_SCHEMA";
    if let Ok(reason) = std::env::var(ABSENT) {
        eprintln!("NOT RUN: this test needs the schema of Compose files: {reason}");
        return;
    }
    let target = std::path::Path::new(env!("CARGO_BIN_EXE_tiraj")).parent().unwrap().parent().unwrap();
    let schema = std::fs::read_to_string(target.join("compose-schema.json"))
        .expect("the schema is there; scripts/fetch-compose-schema fetches it");
    let schema = jsonschema::validator_for(&serde_json::from_str(&schema).unwrap()).unwrap();
    let composed: serde_json::Value = serde_saphyr::from_str(COMPOSED).unwrap();
    let faults = |composed: &serde_json::Value| -> Vec<String> {
        schema.iter_errors(composed).map(|error| format!("{}: {error}", error.instance_path())).collect()
    };
    assert_eq!(faults(&composed), Vec::<String>::new());
    let mut faulty = composed;
    faulty["services"]["tiraj"]["port"] = "8080".into();
    assert!(!faults(&faulty).is_empty(), "a key that Compose does not know is found");
}

#[tokio::test]
async fn clickhouse_reads_what_is_set_for_a_small_machine() {
    let folder = tempfile::tempdir().unwrap();
    let small =
        std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../schemas/clickhouse-server/small.xml");
    let options = Options { configuration: Some(small), ..Options::default() };
    let engine =
        Engine::open(&tiraj_testkit::install_engine(), &folder.path().join("data"), &options).unwrap();
    let settings = include_str!("../schemas/clickhouse-server/small.xml");
    for name in ["mark_cache_size", "index_mark_cache_size", "background_pool_size"] {
        let set = texts(settings, name);
        let question = format!("SELECT value FROM system.server_settings WHERE name = '{name}'");
        let read = ask(&engine, &question).await;
        assert_eq!(read.iter().map(String::as_str).collect::<BTreeSet<_>>(), set, "{name}");
    }
    let name = "number_of_free_entries_in_pool_to_execute_mutation";
    let question = format!("SELECT value FROM system.merge_tree_settings WHERE name = '{name}'");
    assert_eq!(ask(&engine, &question).await, ["2".to_owned()].into());
    // ClickHouse leaves out what it does not know, so each name has to be one of its own.
    let known = ask(&engine, "SELECT name FROM system.server_settings").await;
    let merges = ask(&engine, "SELECT name FROM system.merge_tree_settings").await;
    for line in settings.lines().map(str::trim).filter(|line| line.contains("</")) {
        let name = line.trim_start_matches('<').split('>').next().unwrap();
        let is_simple =
            !line.starts_with("</") && line.split('>').nth(1).is_some_and(|value| !value.starts_with('<'));
        let of_logs = [
            "level",
            "size",
            "count",
            "database",
            "table",
            "partition_by",
            "ttl",
            "flush_interval_milliseconds",
        ];
        if is_simple && !of_logs.contains(&name) {
            assert!(known.contains(name) || merges.contains(name), "ClickHouse has no setting `{name}`");
        }
    }
}
