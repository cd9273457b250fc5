//! Listeners around a node, and the orderly end of both.

use std::net::SocketAddr;
use std::path::Path;
use std::time::Duration;

use anyhow::Context;
use axum::Router;
use tokio::net::{TcpListener, UnixListener};
use tokio::sync::watch;

/// How long open requests may take to end; a live page never ends by itself.
const DRAIN: Duration = Duration::from_secs(2);

/// Takes an address.
pub(crate) async fn bind(address: SocketAddr) -> anyhow::Result<TcpListener> {
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
    routes: Router,
    stop: watch::Receiver<bool>,
) -> anyhow::Result<()> {
    let with_peer = routes.into_make_service_with_connect_info::<SocketAddr>();
    let served = axum::serve(listener, with_peer).with_graceful_shutdown(until(stop.clone()));
    tokio::select! {
        ended = served.into_future() => ended.context("a listener failed"),
        () = overdue(stop) => Ok(()),
    }
}

/// Serves the site's and the editors' routes on TCP and the commands' on the socket until `stop` says true.
pub(crate) async fn serve(
    public: (TcpListener, Router),
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
    tokio::try_join!(serve_public(public.0, public.1, stop), control).map(drop)
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
        stop.send_replace(true);
        next().await;
        std::process::exit(1);
    });
    Ok(stopped)
}
