//! Listeners around a node, and the orderly end of both.

mod connection;
mod crew;
mod guarded;
mod listening;
mod refusal;

use std::net::SocketAddr;
use std::path::Path;
use std::time::Duration;

use anyhow::Context;
use axum::Router;
use listenfd::ListenFd;
use listening::Listening;
use sd_notify::NotifyState;
use tiraj_collector::http::Lane;
use tokio::net::{TcpListener, UnixListener};
use tokio::sync::watch;

/// How long open requests may take to end; a live page never ends by itself.
const DRAIN: Duration = Duration::from_secs(2);

/// Open files that are no reader's connections.
const OTHER_FILES: usize = 512;

/// The connections that are taken even where files are scarce.
const FEWEST_CONNECTIONS: usize = 64;

/// What a listener serves.
pub(crate) struct Routes {
    /// Everything.
    pub(crate) router: Router,
    /// The short way of the requests of which there are most.
    pub(crate) lane: Option<Lane>,
}

impl Routes {
    /// These and others.
    pub(crate) fn and(self, others: Router) -> Self {
        Self { router: self.router.merge(others), ..self }
    }
}

impl From<Router> for Routes {
    fn from(router: Router) -> Self {
        Self { router, lane: None }
    }
}

/// Takes the port that the service manager holds for this process, so that nobody is turned away while one process follows
/// another; or else an address.
pub(crate) async fn bind(address: SocketAddr) -> anyhow::Result<TcpListener> {
    let handed = ListenFd::from_env().take_tcp_listener(0).context("what was handed over is no TCP port")?;
    if let Some(listener) = handed {
        listener.set_nonblocking(true)?;
        return Ok(TcpListener::from_std(listener)?);
    }
    TcpListener::bind(address)
        .await
        .with_context(|| format!("cannot listen on {address}; choose another address with --listen"))
}

/// Takes the socket in the data folder. Only its owner calls this, so a socket that is there is a leftover.
pub(crate) fn bind_socket(path: &Path) -> anyhow::Result<UnixListener> {
    use std::os::unix::fs::PermissionsExt;
    let _ = std::fs::remove_file(path);
    let failed = || format!("cannot make the socket {}; give --data a shorter path", path.display());
    let listener = UnixListener::bind(path).with_context(failed)?;
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o600)).with_context(failed)?;
    Ok(listener)
}

/// Serves routes on TCP until `stop` says true.
pub(crate) async fn serve_public(
    listener: TcpListener,
    routes: Routes,
    connections: usize,
    stop: watch::Receiver<bool>,
) -> anyhow::Result<()> {
    let listening = Listening::new(routes, affordable(connections), stop.clone());
    let listening = listening.context("cannot start a thread; raise the limit on processes")?;
    tokio::select! {
        () = listening.run(listener) => {}
        () = overdue(stop) => {}
    }
    Ok(())
}

/// As many connections as asked for, or as the system lets a process have files; some of these are the spool's and the
/// engine's.
fn affordable(connections: usize) -> usize {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let allowed = getrlimit(Resource::Nofile);
    // Where the system does not let the limit rise, it is what it was.
    let _ = setrlimit(Resource::Nofile, Rlimit { current: allowed.maximum, maximum: allowed.maximum });
    let files = getrlimit(Resource::Nofile).current.and_then(|files| usize::try_from(files).ok());
    let most = files.unwrap_or(usize::MAX).saturating_sub(OTHER_FILES).max(FEWEST_CONNECTIONS);
    if most < connections {
        tracing::warn!(connections = most, "the limit on open files allows fewer connections than are set");
    }
    connections.min(most)
}

/// Serves the site's and the editors' routes on TCP and the commands' on the socket until `stop` says true.
pub(crate) async fn serve(
    public: (TcpListener, Routes),
    connections: usize,
    control: (UnixListener, Router),
    stop: watch::Receiver<bool>,
) -> anyhow::Result<()> {
    let control = axum::serve(control.0, control.1).with_graceful_shutdown(until(stop.clone()));
    let late = stop.clone();
    let control = async {
        tokio::select! {
            ended = control.into_future() => ended.context("the socket of the data folder failed"),
            () = overdue(late) => Ok(()),
        }
    };
    tokio::try_join!(serve_public(public.0, public.1, connections, stop), control).map(drop)
}

/// Some time after `stop` says true.
pub(crate) async fn overdue(stop: watch::Receiver<bool>) {
    until(stop).await;
    tokio::time::sleep(DRAIN).await;
}

pub(crate) async fn until(mut stop: watch::Receiver<bool>) {
    // A sender that is gone means the end as well.
    let _ = stop.wait_for(|stop| *stop).await;
}

/// Tells the service manager how the process stands, where there is one that asks for it.
pub(crate) fn tell_manager(state: NotifyState<'_>) {
    if let Err(error) = sd_notify::notify(&[state]) {
        tracing::warn!(%error, "the service manager cannot be told");
    }
}

/// Says true at the first SIGINT or SIGTERM; a second one ends the process at once, as a crash would.
pub(crate) fn stop_on_signal() -> anyhow::Result<watch::Receiver<bool>> {
    use tokio::signal::unix::{SignalKind, signal};
    let (mut interrupt, mut terminate) = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    let (stop, stopped) = watch::channel(false);
    let mut next = async move || {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    };
    tokio::spawn(async move {
        next().await;
        tracing::info!("stopping");
        tell_manager(NotifyState::Stopping);
        stop.send_replace(true);
        next().await;
        std::process::exit(1);
    });
    Ok(stopped)
}
