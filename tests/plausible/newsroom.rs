//! A running collector, its loader and a database of the real engine, under one clock that the suite turns.

use http::HeaderName;
use std::net::{IpAddr, SocketAddr};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::ConnectInfo;
use http::HeaderMap;
use jiff::Timestamp;
use tempfile::TempDir;
use tiraj_collector::http::Options;
use tiraj_collector::{Collector, Pace, Surroundings};
use tiraj_enrich::{Enricher, PackFiles};
use tiraj_loader::{DeadLetters, Loader, NodeNumber, Parts};
use tiraj_model::{Clock, Sites};
use tiraj_proxies::Proxies;
use tiraj_store::Store;
use tiraj_testkit::{ManualClock, TestDatabase};
use tokio::sync::watch;
use tower::ServiceExt;

use super::case::Request;

/// The headers in which Plausible looks for the reader's address, in its order.
const HEADERS: [&str; 5] =
    ["x-plausible-ip", "cf-connecting-ip", "b-forwarded-for", "x-forwarded-for", "forwarded"];

/// What a request got.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) headers: HeaderMap,
    pub(super) body: String,
}

pub(super) struct Newsroom {
    // Dropped before the folder, so that nothing works there any more when that goes.
    router: Router,
    collector: Collector,
    loader: Arc<Loader>,
    clock: ManualClock,
    database: TestDatabase,
    _folder: TempDir,
}

/// What names countries and cities in this suite.
pub(super) fn open_enricher(geography: &Path) -> Enricher {
    let files = PackFiles { geography: Some(geography.to_owned()), ..PackFiles::default() };
    Enricher::open(&files).unwrap()
}

impl Newsroom {
    /// One that counts the given sites, behind a proxy at the machine's own address.
    pub(super) async fn open(sites: Sites, enricher: Enricher, start: &str) -> Self {
        let database = TestDatabase::new().await;
        let folder = tempfile::tempdir().unwrap();
        let clock = ManualClock::at(start);
        let consumers = vec![tiraj_collector::CONSUMER, tiraj_loader::CONSUMER];
        let preamble = tiraj_frames::preamble();
        let spool =
            tiraj_spool::Options { segment_bytes: 64 << 20, total_bytes: 256 << 20, preamble, consumers };
        let disk = Arc::new(tiraj_spool::DiskFileSystem);
        let (writer, log, _) = tiraj_spool::open(&folder.path().join("spool"), spool, disk).unwrap();
        let identity = folder.path().join("node-identity");
        let node = NodeNumber::open(folder.path().join("node"), &identity, Arc::new(rand::fill)).unwrap();
        let loader = Loader::new(Parts {
            store: database.store().clone(),
            log: log.clone(),
            sites: sites.clone(),
            clock: Arc::new(clock.clone()),
            node: Arc::new(node),
            lease: None,
            dead_letters: DeadLetters::new(folder.path().join("dead"), 1 << 20),
            bulk_numbers: folder.path().join("bulk-number"),
        });
        let surroundings = Surroundings {
            clock: Arc::new(clock.clone()),
            randomness: Arc::new(rand::fill),
            max_age: tiraj_collector::admission::MAX_AGE,
            bot_views_per_minute: 0,
            enricher,
            sites,
            writer,
            log,
        };
        // Nothing is sealed before the end, so that one load brings everything.
        let pace = Pace { seal_after: Duration::from_hours(24 * 3_650), ..Pace::default() };
        let collector = Collector::start(folder.path(), pace, surroundings).unwrap();
        let proxies =
            Proxies::new(["127.0.0.1"]).unwrap().with_headers(HEADERS.map(HeaderName::from_static).to_vec());
        let options = Options { proxies, ..Options::default() };
        let router = tiraj_collector::http::face(collector.clone(), options).router;
        Self { router, collector, loader: Arc::new(loader), clock, database, _folder: folder }
    }

    /// Turns the clock to a moment.
    pub(super) fn turn_to(&self, moment: Timestamp) {
        self.clock.turn(moment.duration_since(self.clock.now()));
    }

    pub(super) fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// What answers requests.
    pub(super) fn router(&self) -> Router {
        self.router.clone()
    }

    /// Brings everything that was acknowledged into the database.
    pub(super) async fn load(&self) {
        let Some(segment) = self.collector.flush().await else { return };
        let (stop, stopped) = watch::channel(false);
        let running = tokio::spawn({
            let loader = self.loader.clone();
            async move { loader.run(stopped).await }
        });
        self.loader.wait_loaded(segment).await;
        stop.send_replace(true);
        running.await.unwrap();
    }

    pub(super) fn store(&self) -> &Store {
        self.database.store()
    }
}

/// Sends a request as its peer would.
pub(super) async fn send(router: Router, request: Request) -> Answer {
    let mut sent = http::Request::builder().method(request.method.as_str()).uri(&request.path);
    for (name, value) in &request.headers {
        sent = sent.header(name, value);
    }
    let peer: IpAddr = request.peer.parse().unwrap();
    let mut sent = sent.body(Body::from(request.body)).unwrap();
    sent.extensions_mut().insert(ConnectInfo(SocketAddr::new(peer, 4711)));
    let (parts, body) = router.oneshot(sent).await.unwrap().into_parts();
    let body = to_bytes(body, usize::MAX).await.unwrap();
    let body = String::from_utf8_lossy(&body).into_owned();
    Answer { status: parts.status.as_u16(), headers: parts.headers, body }
}
