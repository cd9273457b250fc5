//! A hyper connector whose other end is in this process.

use std::convert::Infallible;
use std::future::{Ready, ready};
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use axum::Router;
use http::Uri;
use hyper::server::conn::http1;
use hyper_util::client::legacy::connect::{Connected, Connection};
use hyper_util::rt::TokioIo;
use hyper_util::service::TowerToHyperService;
use tokio::io::{AsyncRead, AsyncWrite, DuplexStream, ReadBuf};
use tower::Service;

/// Bytes that one side may write ahead of the other.
const BUFFER: usize = 256 << 10;

/// Connects `hyper_util::client::legacy::Client` to an [`Engine`](crate::Engine) through memory. The address
/// of a request is not looked at: `http://engine/` will do. Needs a tokio runtime.
#[derive(Clone, Debug)]
pub struct Connector {
    router: Router,
}

impl Connector {
    pub(crate) fn new(router: Router) -> Self {
        Self { router }
    }
}

impl Service<Uri> for Connector {
    type Response = TokioIo<Pipe>;
    type Error = Infallible;
    type Future = Ready<Result<Self::Response, Infallible>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, _: Uri) -> Self::Future {
        let (near, far) = tokio::io::duplex(BUFFER);
        let service = TowerToHyperService::new(self.router.clone());
        tokio::spawn(async move {
            if let Err(error) = http1::Builder::new().serve_connection(TokioIo::new(far), service).await {
                tracing::debug!(%error, "a connection to the engine ended early");
            }
        });
        ready(Ok(TokioIo::new(Pipe(near))))
    }
}

/// The client's end of an in-memory connection.
#[derive(Debug)]
pub struct Pipe(DuplexStream);

impl Connection for Pipe {
    fn connected(&self) -> Connected {
        Connected::new()
    }
}

impl AsyncRead for Pipe {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_read(cx, buf)
    }
}

impl AsyncWrite for Pipe {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.0).poll_write(cx, buf)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_shutdown(cx)
    }
}
