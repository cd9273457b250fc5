//! `tiraj serve`: collect, load, and show.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::Router;
use clap::{Args, ValueEnum};
use sd_notify::NotifyState;
use tiraj_collector::http::{Check, Options, Vitals};
use tiraj_dashboard::{Dashboard, Publishing};
use tiraj_model::{Clock, Site, SiteName, SystemClock};
use tiraj_store::{Intake, Store};
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use super::folder::FolderArgs;
use crate::control;
use crate::data_folder::DataFolder;
use crate::node::{Node, server_store};
use crate::output::say;
use crate::registers::Registers;
use crate::serving::{self, Routes};
use crate::settings::Settings;
use crate::telemetry::{self, PageMeters, write_process};

/// How long a stopping server waits for connections to let go of the node, and how often it looks.
const LAST_REQUESTS: Duration = Duration::from_secs(2);
const LOOK_EVERY: Duration = Duration::from_millis(10);

/// How long it waits for a message that is under way.
const LAST_MESSAGE: Duration = Duration::from_secs(5);

/// Collect events, load them into ClickHouse, and serve the editors' pages
#[derive(Debug, Args)]
#[command(
    after_help = "Example: tiraj serve --site news.example --listen 127.0.0.1:8080 --data /var/lib/tiraj"
)]
pub(crate) struct Serve {
    /// What to serve
    #[arg(long, value_enum, default_value_t = Role::All)]
    role: Role,

    /// The address to listen on [default: 127.0.0.1:8080]
    #[arg(long, value_name = "ADDR")]
    listen: Option<SocketAddr>,

    /// A site to make if it is new; may be given several times
    #[arg(long = "site", value_name = "S")]
    sites: Vec<SiteName>,

    #[command(flatten)]
    folder: FolderArgs,
}

/// Which faces a server shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Role {
    /// Both faces
    All,
    /// Only the site's: events in, view counts out
    Collect,
    /// Only the editors' pages; needs a ClickHouse server
    Dashboard,
}

impl Serve {
    pub(crate) async fn run(self) -> anyhow::Result<()> {
        let mut flags = BTreeMap::new();
        if let Some(listen) = self.listen {
            flags.insert("listen", listen.to_string());
        }
        let settings = Settings::new(&self.folder.layers(flags)?)?;
        telemetry::start(&settings);
        let stop = serving::stop_on_signal()?;
        // Before the data folder, so that a busy port costs nothing.
        let listener = serving::bind(settings.listen).await?;
        if self.role == Role::Dashboard {
            return show(&settings, listener, stop).await;
        }
        let node = Arc::new(Node::open(&settings).await?);
        let registered = self.sites.into_iter().try_for_each(|name| register(&node, name));
        match registered {
            Ok(()) => run_node(node, &settings, listener, self.role, Router::new(), stop).await,
            Err(error) => {
                close(node).await;
                Err(error)
            }
        }
    }
}

/// Makes a site if it is new.
fn register(node: &Node, name: SiteName) -> anyhow::Result<()> {
    if node.registers.sites.sites().get(name.as_str()).is_some() {
        return Ok(());
    }
    let site = Site::new(name, Site::DEFAULT_ZONE)?;
    say(&format!("site {} is new; its days are those of {}", site.name, site.timezone));
    node.registers.sites.put(site)
}

/// Serves a node until `stop` says true, and closes it.
pub(crate) async fn run_node(
    node: Arc<Node>,
    settings: &Settings,
    listener: TcpListener,
    role: Role,
    extra: Router,
    stop: watch::Receiver<bool>,
) -> anyhow::Result<()> {
    let served = match routes(&node, settings, role) {
        Ok(routes) => {
            // A collector that shows nothing publishes nothing.
            let publishes = role != Role::Collect;
            let publishing = publishes.then(|| tokio::spawn(node.publisher.clone().run(stop.clone())));
            let served = serve_node(&node, settings, role, (listener, routes.and(extra)), stop).await;
            if let Some(publishing) = publishing {
                end(publishing).await;
            }
            served
        }
        Err(error) => Err(error),
    };
    close(node).await;
    served
}

/// Waits for a message that is under way, and no longer than its other side may be waited for. One that is broken off is sent again.
async fn end(mut publishing: JoinHandle<()>) {
    if tokio::time::timeout(LAST_MESSAGE, &mut publishing).await.is_err() {
        publishing.abort();
    }
}

/// Closes a node that nobody else should hold any more. A connection that has just ended may hold it for a moment.
pub(crate) async fn close(mut node: Arc<Node>) {
    let patience = Instant::now() + LAST_REQUESTS;
    loop {
        node = match Arc::try_unwrap(node) {
            Ok(node) => return node.close().await,
            Err(held) if Instant::now() < patience => held,
            // A request that did not end in time still holds the node: what it owns is safe in the spool.
            Err(_) => return tracing::warn!("some requests did not end in time"),
        };
        tokio::time::sleep(LOOK_EVERY).await;
    }
}

async fn serve_node(
    node: &Arc<Node>,
    settings: &Settings,
    role: Role,
    public: (TcpListener, Routes),
    stop: watch::Receiver<bool>,
) -> anyhow::Result<()> {
    let socket = DataFolder::new(&settings.data).socket();
    let control = (serving::bind_socket(&socket)?, control::router(node, &settings.database));
    if role != Role::Collect {
        tell_way_in(&node.registers, settings, public.0.local_addr()?);
    }
    // Tests and scripts read this line to learn a port that the system chose.
    say(&format!("tiraj listens on http://{}", public.0.local_addr()?));
    serving::tell_manager(NotifyState::Ready);
    let sweeping = tokio::spawn(node.registers.clone().keep_swept());
    let served = serving::serve(public, settings.limits.connections, control, stop).await;
    sweeping.abort();
    let _ = std::fs::remove_file(&socket);
    served
}

fn routes(node: &Arc<Node>, settings: &Settings, role: Role) -> anyhow::Result<Routes> {
    let meters = PageMeters::default();
    let pages_told = meters.told();
    let options = Options {
        proxies: settings.proxies.clone(),
        events_per_minute_per_address: settings.limits.events_per_address,
        tokens: node.registers.tokens.tokens(),
        is_alone: role == Role::Collect,
        vitals: Vitals {
            checks: vec![store_check(node), node.ledger_check()],
            metrics: vec![node.metrics(), Arc::new(write_process), pages_told],
        },
    };
    let site_face = tiraj_collector::http::face(node.collector.clone(), options);
    let routes = Routes { router: site_face.router, lane: Some(site_face.lane) };
    Ok(match role {
        Role::Collect => routes,
        Role::All | Role::Dashboard => {
            let behind = Behind {
                intake: Some(node.shared_intake()),
                publishing: Some(Arc::new(node.publisher.clone())),
            };
            let store = node.store.with_origin("dashboard");
            let pages = pages(&node.registers, settings, store, behind, node.clock.clone());
            routes.and(meters.around(pages))
        }
    })
}

/// What stands behind the pages on a node that collects, and is not there on one that only shows.
#[derive(Default)]
struct Behind {
    intake: Option<Arc<dyn Intake>>,
    publishing: Option<Arc<dyn Publishing>>,
}

/// The editors' pages.
fn pages(
    registers: &Registers,
    settings: &Settings,
    store: Store,
    Behind { intake, publishing }: Behind,
    clock: Arc<dyn Clock>,
) -> Router {
    tiraj_dashboard::router(Dashboard {
        store,
        sites: registers.sites.sites(),
        tokens: registers.tokens.tokens(),
        people: registers.people.clone(),
        asks_to_sign_in: settings.asks_to_sign_in,
        registers: Arc::new(registers.clone()),
        proxies: settings.proxies.clone(),
        questions_per_minute: settings.limits.questions,
        intake,
        publishing,
        clock,
    })
}

/// Says how the first owner comes in, or that nobody is asked who it is.
fn tell_way_in(registers: &Registers, settings: &Settings, address: SocketAddr) {
    if !settings.asks_to_sign_in {
        say("WARNING: dashboard.sign_in is `none`: everybody who reaches this address sees every figure");
    } else if let Some(secret) = registers.people.draw_set_up() {
        say("nobody can sign in yet; the first owner comes in by this address, once:");
        say(&format!("http://{address}/welcome?token={}", secret.reveal()));
    }
}

/// Whether loading goes on, as the loader last saw it.
fn store_check(node: &Node) -> Check {
    let status = node.loader.status();
    let run = move || match &*status.borrow() {
        status if status.trouble.is_empty() => Ok(()),
        status => Err(status.trouble.clone()),
    };
    Check { name: "store", is_vital: true, run: Arc::new(run) }
}

/// Serves the editors' pages over a ClickHouse server that other nodes fill.
async fn show(settings: &Settings, listener: TcpListener, stop: watch::Receiver<bool>) -> anyhow::Result<()> {
    let Some(server) = &settings.clickhouse else {
        anyhow::bail!("--role dashboard needs a ClickHouse server; set clickhouse.url, or use --role all");
    };
    let store = server_store(server, &settings.database, "dashboard");
    let folder = DataFolder::new(&settings.data);
    let _ownership = folder.take()?;
    let clock = Arc::new(SystemClock);
    let registers = Registers::open(&folder, clock.clone())?;
    let meters = PageMeters::default();
    let vitals = Vitals { checks: Vec::new(), metrics: vec![Arc::new(write_process), meters.told()] };
    let started = clock.now();
    let pages = meters.around(pages(&registers, settings, store, Behind::default(), clock));
    let pages = pages.merge(tiraj_collector::http::vitals(vitals, started));
    let socket = folder.socket();
    let control = control::router_of_pages(registers.clone(), &settings.database);
    let control = (serving::bind_socket(&socket)?, control);
    tell_way_in(&registers, settings, listener.local_addr()?);
    say(&format!("tiraj listens on http://{}", listener.local_addr()?));
    serving::tell_manager(NotifyState::Ready);
    let sweeping = tokio::spawn(registers.keep_swept());
    let served = serving::serve((listener, pages.into()), settings.limits.connections, control, stop).await;
    sweeping.abort();
    let _ = std::fs::remove_file(&socket);
    served
}
