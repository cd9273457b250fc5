//! One POST to elsewhere, within bounds: the machine is looked at before it is connected to, nothing is redirected, and what is answered is
//! read so far and no further.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use http::{HeaderMap, HeaderName, HeaderValue, Request, header};
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper_util::rt::TokioIo;
use jiff::Timestamp;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::task::JoinSet;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::pki_types::ServerName;
use tokio_rustls::rustls::{ClientConfig, RootCertStore};
use url::{Host, Url};

use crate::{Failure, Reach};

/// How much of an answer is read, in bytes.
const MOST_READ: usize = 64 << 10;

/// The user agent of every request.
const USER_AGENT: HeaderValue = HeaderValue::from_static(concat!("tiraj/", env!("CARGO_PKG_VERSION")));

/// Makes requests.
#[derive(Debug, Clone)]
pub(crate) struct Http {
    pub(crate) reach: Reach,
    /// How long a request may take in all.
    pub(crate) patience: Duration,
}

/// What was answered.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) retry_after: Option<Duration>,
    /// The beginning of it.
    pub(crate) body: Bytes,
}

/// A connection, plain or not.
trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}
impl<T: AsyncRead + AsyncWrite + Send + Unpin> Stream for T {}

impl Http {
    /// Posts a body. The reason of a failure does not repeat the address, which may hold a secret.
    pub(crate) async fn post(
        &self,
        url: &Url,
        headers: &[(HeaderName, &str)],
        body: Bytes,
        now: Timestamp,
    ) -> Result<Answer, Failure> {
        let request = prepare(url, headers, body)?;
        let exchange = async { exchange(self.connect(url).await?, request, now).await };
        let late = || Failure::failed(format!("no answer within {} seconds", self.patience.as_secs()));
        tokio::time::timeout(self.patience, exchange).await.map_err(|_| late())?
    }

    async fn connect(&self, url: &Url) -> Result<Box<dyn Stream>, Failure> {
        let machines = self.resolve(url).await?;
        let connected = TcpStream::connect(&*machines).await;
        let stream = connected.map_err(|error| Failure::failed(format!("cannot connect: {error}")))?;
        if url.scheme() != "https" {
            return Ok(Box::new(stream));
        }
        let name =
            ServerName::try_from(url.host_str().unwrap_or_default().trim_matches(['[', ']']).to_owned());
        let name =
            name.map_err(|_| Failure::refused("the host's name is none that a certificate could bear"))?;
        let secured = connector().await?.connect(name, stream).await;
        let failed = |error| Failure::failed(format!("no secure connection: {error}"));
        Ok(Box::new(secured.map_err(failed)?))
    }

    /// The machines behind an address that may be connected to. A name is resolved once, and what was looked at is what is connected to.
    async fn resolve(&self, url: &Url) -> Result<Vec<SocketAddr>, Failure> {
        let port = url.port_or_known_default().unwrap_or(80);
        let found: Vec<SocketAddr> = match url.host() {
            Some(Host::Ipv4(address)) => vec![(address, port).into()],
            Some(Host::Ipv6(address)) => vec![(address, port).into()],
            Some(Host::Domain(name)) => {
                let failed = |error| Failure::failed(format!("the host's name cannot be resolved: {error}"));
                tokio::net::lookup_host((name, port)).await.map_err(failed)?.collect()
            }
            None => return Err(Failure::refused("the address names no host")),
        };
        let permitted: Vec<_> =
            found.into_iter().filter(|machine| self.reach.permits(machine.ip())).collect();
        if permitted.is_empty() {
            return Err(Failure::refused(
                "the host is this machine or in a private network; webhook.allow_networks may name it",
            ));
        }
        Ok(permitted)
    }
}

fn prepare(url: &Url, headers: &[(HeaderName, &str)], body: Bytes) -> Result<Request<Full<Bytes>>, Failure> {
    let host = match (url.host_str(), url.port()) {
        (Some(host), Some(port)) => format!("{host}:{port}"),
        (host, _) => host.unwrap_or_default().to_owned(),
    };
    let place = &url[url::Position::BeforePath..url::Position::AfterQuery];
    let mut request = Request::post(place).header(header::HOST, host).header(header::USER_AGENT, USER_AGENT);
    for (name, value) in headers {
        request = request.header(name, *value);
    }
    request.body(Full::new(body)).map_err(|_| Failure::refused("the address cannot be asked for"))
}

async fn exchange(
    stream: Box<dyn Stream>,
    request: Request<Full<Bytes>>,
    now: Timestamp,
) -> Result<Answer, Failure> {
    let broken = |error: hyper::Error| Failure::failed(format!("the connection broke: {error}"));
    let (mut sender, connection) =
        hyper::client::conn::http1::handshake(TokioIo::new(stream)).await.map_err(broken)?;
    // Ends with the exchange, however that ends.
    let mut driving = JoinSet::new();
    driving.spawn(connection);
    let answer = sender.send_request(request).await.map_err(broken)?;
    let (status, retry_after) = (answer.status().as_u16(), retry_after(answer.headers(), now));
    Ok(Answer { status, retry_after, body: read_beginning(answer.into_body()).await })
}

/// What is there before the bound or a break: the status has been said already.
async fn read_beginning(mut body: Incoming) -> Bytes {
    let mut read = BytesMut::new();
    while let Some(Ok(frame)) = body.frame().await {
        let Ok(data) = frame.into_data() else { continue };
        read.extend_from_slice(&data[..data.len().min(MOST_READ - read.len())]);
        if read.len() == MOST_READ {
            break;
        }
    }
    read.freeze()
}

/// How long `Retry-After` asks to wait, in seconds or until a date.
fn retry_after(headers: &HeaderMap, now: Timestamp) -> Option<Duration> {
    let text = headers.get(header::RETRY_AFTER)?.to_str().ok()?.trim();
    if let Ok(seconds) = text.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let date = jiff::fmt::rfc2822::DateTimeParser::new().parse_timestamp(text).ok()?;
    date.duration_since(now).try_into().ok()
}

/// What trusts the certificates that the system trusts.
async fn connector() -> Result<TlsConnector, Failure> {
    let failed = || Failure::failed("the system has no certificates of authorities; install ca-certificates");
    let load = tokio::task::spawn_blocking(|| {
        let mut roots = RootCertStore::empty();
        roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        roots
    });
    let roots = load.await.map_err(|_| failed())?;
    if roots.is_empty() {
        return Err(failed());
    }
    let provider = Arc::new(tokio_rustls::rustls::crypto::ring::default_provider());
    let versions = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
    let config = versions.map_err(|_| failed())?.with_root_certificates(roots).with_no_client_auth();
    Ok(TlsConnector::from(Arc::new(config)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(value: &str, expected: Option<u64>) {
        let headers = HeaderMap::from_iter([(header::RETRY_AFTER, value.parse().unwrap())]);
        let now = "2026-11-23T10:00:00Z".parse().unwrap();
        assert_eq!(retry_after(&headers, now), expected.map(Duration::from_secs), "{value}");
    }

    #[test]
    fn a_wait_is_told_in_seconds_or_as_a_date() {
        check("120", Some(120));
        check("Mon, 23 Nov 2026 10:01:00 GMT", Some(60));
        check("Mon, 23 Nov 2026 09:00:00 GMT", None);
        check("soon", None);
        check("-5", None);
    }
}
