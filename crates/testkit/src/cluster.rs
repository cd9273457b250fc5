//! A cluster of two shards within this process.
//!
//! The embedded engine can be told that it is both shards of a cluster. Its distributed tables then plan, split, merge and insert as
//! they do over two servers, except that both shards lie in the same tables; a row policy shows each shard only the rows
//! that belong to it. What only a ClickHouse Keeper can do is left out of statements on their way: replication, and the passing on
//! of statements to other servers.

use std::fmt::Write as _;
use std::path::Path;

use axum::body::{Body, Bytes, to_bytes};
use axum::extract::Request;
use axum::response::Response;
use axum::{Router, http};
use tempfile::TempDir;
use tiraj_engine::{Engine, Options};
use tiraj_store::{MIGRATIONS, Store, Target};
use tokio::net::TcpListener;
use tower::ServiceExt;

use crate::install_engine;

/// The database that is spread over the shards.
const DATABASE: &str = "spread";

/// Two names of one address: under one alone it would be taken for one replica wherever all are asked.
const CONFIGURATION: &str = r"<clickhouse>
    <tcp_port>9000</tcp_port>
    <users_config>USERS</users_config>
    <macros><cluster>halves</cluster><shard>1</shard><replica>1</replica></macros>
    <remote_servers><halves>
        <shard><internal_replication>true</internal_replication><replica><host>localhost</host><port>9000</port></replica></shard>
        <shard><internal_replication>true</internal_replication><replica><host>127.0.0.1</host><port>9000</port></replica></shard>
    </halves></remote_servers>
</clickhouse>";

/// Statements longer than this are none of the store's.
const MOST_BYTES: usize = 64 << 20;

/// An engine of its own with a store on a cluster, and one on a single server beside it.
pub struct TestCluster {
    store: Store,
    single: Store,
    // Dropped before the folder it works in.
    engine: Engine,
    url: String,
    _folder: TempDir,
}

impl TestCluster {
    /// Makes one; both stores are migrated. A process can hold one engine at a time, so no other database of a test may be open.
    pub async fn new() -> Self {
        let folder = TempDir::new().unwrap();
        let configuration = configure(folder.path());
        let options = Options { configuration: Some(configuration), ..Options::default() };
        let engine = Engine::open(&install_engine(), &folder.path().join("data"), &options).unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let inner = engine.router();
        let router = Router::new().fallback(move |request: Request| pass(inner.clone(), request));
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        let store = Store::connect(server(&url), DATABASE, "test").in_cluster("halves");
        let single = Store::connect(Target::Embedded(engine.clone()), "single", "test");
        store.migrate().await.unwrap();
        single.migrate().await.unwrap();
        Self { store, single, engine, url, _folder: folder }
    }

    /// The store on the cluster.
    #[must_use]
    pub const fn store(&self) -> &Store {
        &self.store
    }

    /// The store on one server.
    #[must_use]
    pub const fn single(&self) -> &Store {
        &self.single
    }

    /// The cluster's database taken for one of a single server, and the other way round.
    #[must_use]
    pub fn mistaken(&self) -> [Store; 2] {
        [
            Store::connect(server(&self.url), DATABASE, "test"),
            Store::connect(server(&self.url), "single", "test").in_cluster("halves"),
        ]
    }

    /// A store that names another cluster than the server does.
    #[must_use]
    pub fn of_another_cluster(&self) -> Store {
        Store::connect(server(&self.url), DATABASE, "test").in_cluster("thirds")
    }

    /// What the engine makes of a statement that it does not run, with `database` as its parameter.
    ///
    /// # Errors
    /// What the engine says of a statement that it does not understand.
    pub async fn parse(&self, statement: &str) -> Result<String, String> {
        let body = Body::from(format!("EXPLAIN AST {statement}"));
        let uri = format!("/?database={DATABASE}&param_database={DATABASE}");
        let request = http::Request::post(uri).body(body).unwrap();
        let response = self.engine.router().oneshot(request).await.unwrap();
        let status = response.status();
        let text = String::from_utf8_lossy(&read(response.into_body()).await).into_owned();
        if status.is_success() { Ok(text) } else { Err(text) }
    }
}

fn server(url: &str) -> Target {
    Target::Server { url: url.to_owned(), user: String::new(), password: String::new() }
}

/// Writes the engine's configuration into a folder.
fn configure(folder: &Path) -> std::path::PathBuf {
    let users = folder.join("users.xml");
    std::fs::write(&users, users_file()).unwrap();
    let file = folder.join("cluster.xml");
    std::fs::write(&file, CONFIGURATION.replace("USERS", users.to_str().unwrap())).unwrap();
    file
}

/// Each shard sees the rows that belong to it; what is asked of the parts themselves sees all.
fn users_file() -> String {
    let mut filters = String::new();
    for (table, key) in sharding_keys() {
        let filter = format!("shardNum() = 0 OR {key} % 2 + 1 = shardNum()");
        write!(filters, "<{table}><filter>{filter}</filter></{table}>").unwrap();
    }
    format!(
        "<clickhouse><profiles><default/></profiles><quotas><default/></quotas><users><default><password/>\
         <networks><ip>::/0</ip></networks><profile>default</profile><quota>default</quota>\
         <databases><{DATABASE}>{filters}</{DATABASE}></databases></default></users></clickhouse>"
    )
}

/// The parts of every sharded table, with what decides on a row's shard.
fn sharding_keys() -> Vec<(String, String)> {
    let statements = MIGRATIONS.iter().flat_map(tiraj_store::Migration::on_cluster);
    let keys = statements.filter_map(|statement| {
        let arguments = statement.split_once("ENGINE = Distributed(")?.1.trim_end().strip_suffix(')')?;
        let mut arguments = arguments.splitn(4, ", ");
        let part = arguments.nth(2)?.trim_matches('\'').to_owned();
        Some((part, arguments.next()?.to_owned()))
    });
    keys.collect()
}

/// Passes a request on to the engine, without what needs a Keeper.
async fn pass(engine: Router, request: Request) -> Response {
    let (head, body) = request.into_parts();
    let body = read(body).await;
    let body = std::str::from_utf8(&body).map_or_else(|_| body.clone(), |text| alone(text).into());
    let mut head = head;
    head.headers.remove(http::header::CONTENT_LENGTH);
    head.headers.remove(http::header::TRANSFER_ENCODING);
    engine.oneshot(Request::from_parts(head, Body::from(body))).await.unwrap()
}

async fn read(body: Body) -> Bytes {
    to_bytes(body, MOST_BYTES).await.unwrap()
}

/// A statement as one server by itself can run it.
fn alone(statement: &str) -> String {
    let statement = statement.replace(" ON CLUSTER '{cluster}'", "");
    let Some((before, engine)) = statement.split_once("ENGINE = Replicated") else { return statement };
    let Some((name, rest)) = engine.split_once('(') else { return statement };
    let Some((arguments, rest)) = rest.split_once(')') else { return statement };
    let own: Vec<&str> = arguments.split(", ").skip(2).collect();
    // Both shards' parts are one table here, which would take the second part of an insert for a repeat of the first.
    let is_part = before.contains("_local\n");
    let window =
        if is_part { "replicated_deduplication_window =" } else { "non_replicated_deduplication_window =" };
    let rest = rest.replace("replicated_deduplication_window =", window);
    format!("{before}ENGINE = {name}({}){rest}", own.join(", "))
}
