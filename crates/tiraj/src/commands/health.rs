//! `tiraj health`: does a server answer? For containers, which have no other program to ask with.

use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Duration;

use anyhow::{Context, bail};
use bytes::Bytes;
use clap::Args;
use http::Request;
use http_body_util::{BodyExt, Empty};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;

use super::folder::FolderArgs;
use crate::output::print;
use crate::settings::Settings;

/// For how long an answer is waited for.
const PATIENCE: Duration = Duration::from_secs(2);

/// Ask the server on this machine whether it lives; exits with 1 if it does not answer
#[derive(Debug, Args)]
#[command(after_help = "Example: tiraj health --ready")]
pub(crate) struct Health {
    /// Ask whether all that it depends on is well, and print what it says
    #[arg(long)]
    ready: bool,

    /// The address that the server listens on [default: that of the settings]
    #[arg(long, value_name = "ADDR")]
    listen: Option<SocketAddr>,

    #[command(flatten)]
    folder: FolderArgs,
}

impl Health {
    pub(crate) async fn run(self) -> anyhow::Result<()> {
        let flags = self.listen.map(|listen| ("listen", listen.to_string()));
        let settings = Settings::new(&self.folder.layers(BTreeMap::from_iter(flags))?)?;
        let (address, path) = (near(settings.listen), if self.ready { "/readyz" } else { "/healthz" });
        let asked = tokio::time::timeout(PATIENCE, ask(address, path)).await;
        let (status, answer) = asked.with_context(|| format!("{address} does not answer"))??;
        print(&answer);
        if !status.is_success() {
            bail!("{address} answers {status}");
        }
        Ok(())
    }
}

/// Where one reaches a server on this machine that listens on an address; that may be "every address".
fn near(listen: SocketAddr) -> SocketAddr {
    let ip = match listen.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        ip => ip,
    };
    SocketAddr::new(ip, listen.port())
}

async fn ask(address: SocketAddr, path: &str) -> anyhow::Result<(http::StatusCode, String)> {
    let stream = TcpStream::connect(address).await.with_context(|| format!("nobody listens on {address}"))?;
    let (mut sender, connection) = hyper::client::conn::http1::handshake(TokioIo::new(stream)).await?;
    tokio::spawn(connection);
    let request = Request::get(path).header("host", address.to_string()).body(Empty::<Bytes>::new())?;
    let response = sender.send_request(request).await?;
    let status = response.status();
    let body = response.into_body().collect().await?.to_bytes();
    Ok((status, String::from_utf8_lossy(&body).into_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_on_every_address_is_reached_on_this_machine() {
        let near = |listen: &str| near(listen.parse().unwrap()).to_string();
        assert_eq!(near("0.0.0.0:8080"), "127.0.0.1:8080");
        assert_eq!(near("[::]:8080"), "[::1]:8080");
        assert_eq!(near("10.1.2.3:8080"), "10.1.2.3:8080");
    }
}
