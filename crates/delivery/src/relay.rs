//! The server that takes mail.

use std::time::Duration;

use jiff::Timestamp;
use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Tls, TlsParameters};
use lettre::transport::smtp::extension::ClientId;
use lettre::{AsyncSmtpTransport, AsyncTransport, Tokio1Executor};
use url::{Host, Url};

use crate::{Failure, Message, Secret, Sender};

/// Why a text names no server.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RelayError {
    /// It cannot be read.
    #[error(
        "`{0}` is no mail server; write it as smtps://mail.example (encrypted from the start, port 465), smtp://mail.example \
             (STARTTLS, port 587), or smtp+plain://127.0.0.1:25 (not encrypted)"
    )]
    Address(String),
    /// A password would be readable on the way.
    #[error("a password is not sent unencrypted to {0}; use smtps:// or smtp://, or leave the user away")]
    Readable(String),
}

/// How a connection is secured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Security {
    /// From its first byte.
    Wrapped,
    /// By STARTTLS, or it is given up.
    Started,
    /// Not at all.
    Plain,
}

/// Where a server listens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RelayAddress {
    host: String,
    port: u16,
    security: Security,
    is_own: bool,
}

impl std::str::FromStr for RelayAddress {
    type Err = RelayError;

    fn from_str(text: &str) -> Result<Self, RelayError> {
        let error = || RelayError::Address(text.chars().take(64).collect());
        let url = Url::parse(text).map_err(|_| error())?;
        let (security, port) = match url.scheme() {
            "smtps" => (Security::Wrapped, 465),
            "smtp" => (Security::Started, 587),
            "smtp+plain" => (Security::Plain, 25),
            _ => return Err(error()),
        };
        let host = url.host_str().filter(|host| !host.is_empty()).ok_or_else(error)?;
        // A password in an address would be shown wherever settings are.
        let is_bare = url.username().is_empty() && url.password().is_none() && matches!(url.path(), "" | "/");
        if !is_bare || url.query().is_some() || url.fragment().is_some() {
            return Err(error());
        }
        let is_own = match Host::parse(host) {
            Ok(Host::Ipv4(address)) => address.is_loopback(),
            Ok(Host::Ipv6(address)) => address.is_loopback(),
            Ok(Host::Domain(name)) => name == "localhost",
            Err(_) => return Err(error()),
        };
        let host = host.trim_matches(['[', ']']).to_owned();
        Ok(Self { host, port: url.port().unwrap_or(port), security, is_own })
    }
}

/// A server that takes mail, and in whose name.
#[derive(Debug, Clone)]
pub struct Relay {
    address: RelayAddress,
    login: Option<(String, Secret)>,
    sender: Sender,
    patience: Duration,
}

impl Relay {
    /// A server. `login` is who signs in to it; an attempt may take as long as `patience`.
    ///
    /// # Errors
    /// Where a password would go unencrypted over a network.
    pub fn new(
        address: RelayAddress,
        login: Option<(String, Secret)>,
        sender: Sender,
        patience: Duration,
    ) -> Result<Self, RelayError> {
        if login.is_some() && address.security == Security::Plain && !address.is_own {
            return Err(RelayError::Readable(address.host));
        }
        Ok(Self { address, login, sender, patience })
    }

    pub(crate) async fn send(&self, to: &str, message: &Message, now: Timestamp) -> Result<(), Failure> {
        let letter = self.sender.compose(to, message, now)?;
        let transport = self.transport().map_err(|error| in_words(&error))?;
        let sent = tokio::time::timeout(self.patience, transport.send(letter)).await;
        let late = || {
            Failure::failed(format!(
                "the mail server did not answer within {} seconds",
                self.patience.as_secs()
            ))
        };
        sent.map_err(|_| late())?.map(drop).map_err(|error| in_words(&error))
    }

    fn transport(&self) -> Result<AsyncSmtpTransport<Tokio1Executor>, Error> {
        let RelayAddress { host, port, security, .. } = &self.address;
        let tls = match security {
            Security::Wrapped => Tls::Wrapper(TlsParameters::new(host.clone())?),
            Security::Started => Tls::Required(TlsParameters::new(host.clone())?),
            Security::Plain => Tls::None,
        };
        let mut builder = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(host.clone())
            .port(*port)
            .tls(tls)
            .timeout(Some(self.patience))
            .hello_name(ClientId::Domain(self.sender.domain().to_owned()));
        if let Some((user, password)) = &self.login {
            builder = builder.credentials(Credentials::new(user.clone(), password.reveal().to_owned()));
        }
        Ok(builder.build())
    }
}

/// What the server says for good (5xx) is for good.
fn in_words(error: &Error) -> Failure {
    let said = std::error::Error::source(error).map(|said| format!(": {said}")).unwrap_or_default();
    let words = match error.status() {
        Some(code) => format!("the mail server answers {code}{said}"),
        None => format!("the mail server cannot be spoken to: {error}"),
    };
    if error.is_permanent() { Failure::refused(words) } else { Failure::failed(words) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn servers_are_named_by_how_they_are_spoken_to() {
        for (text, host, port, security) in [
            ("smtps://mail.example", "mail.example", 465, Security::Wrapped),
            ("smtp://mail.example:2525/", "mail.example", 2525, Security::Started),
            ("smtp+plain://[::1]", "::1", 25, Security::Plain),
        ] {
            let address: RelayAddress = text.parse().unwrap();
            assert_eq!(
                (address.host.as_str(), address.port, address.security),
                (host, port, security),
                "{text}"
            );
        }
        for text in [
            "mail.example",
            "http://mail.example",
            "smtp://",
            "smtp://u:p@mail.example",
            "smtp://mail.example/x",
            "smtp://mail.example?tls=no",
            "",
        ] {
            assert!(text.parse::<RelayAddress>().is_err(), "{text}");
        }
    }

    #[test]
    fn a_password_is_not_sent_in_the_clear_over_a_network() {
        let relay = |text: &str| {
            let login = Some(("tiraj".to_owned(), Secret::new("word")));
            Relay::new(text.parse().unwrap(), login, "a@b.example".parse().unwrap(), Duration::from_secs(1))
        };
        assert!(relay("smtp+plain://10.0.0.1").is_err());
        assert!(relay("smtp+plain://127.0.0.1").is_ok() && relay("smtps://10.0.0.1").is_ok());
        assert!(!format!("{:?}", relay("smtps://10.0.0.1")).contains("word"));
    }
}
