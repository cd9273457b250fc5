//! Whom a message is for, and by which way.

use serde::{Deserialize, Serialize};
use url::Url;

/// The longest address of a webhook, in bytes.
const LONGEST_URL: usize = 2_000;

/// Why something is no address.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AddressError {
    /// It is no mail address.
    #[error("`{0}` is no mail address; write it as editor@news.example")]
    Mail(String),
    /// It is no chat.
    #[error(
        "`{0}` is no Telegram chat; use its number, such as -1001234567890, or the name of a channel, such as @newsroom"
    )]
    Telegram(String),
    /// It is no address of a webhook.
    #[error("`{0}` is no address of a webhook; write it as https://host/path, without a user name in it")]
    Webhook(String),
    /// The way is not known.
    #[error("`{0}` is no way of delivery; use one of: mail, telegram, webhook")]
    Way(String),
}

/// Whom a message is for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "Written", into = "Written")]
pub enum Address {
    /// A mailbox.
    Mail(String),
    /// A chat or a channel.
    Telegram(String),
    /// An address that takes JSON.
    Webhook(String),
}

/// An address as it is written down.
#[derive(Serialize, Deserialize)]
struct Written {
    way: String,
    to: String,
}

impl Address {
    /// An address of a way by its name: `mail`, `telegram` or `webhook`.
    ///
    /// # Errors
    /// Where the way is not known, or `to` is no address of it.
    pub fn new(way: &str, to: &str) -> Result<Self, AddressError> {
        let (to, short) = (to.trim(), || to.chars().take(64).collect());
        match way {
            "mail" => {
                let is_mailbox = to.parse::<lettre::Address>().is_ok();
                is_mailbox.then(|| Self::Mail(to.to_owned())).ok_or_else(|| AddressError::Mail(short()))
            }
            "telegram" => is_chat(to)
                .then(|| Self::Telegram(to.to_owned()))
                .ok_or_else(|| AddressError::Telegram(short())),
            "webhook" => is_webhook(to)
                .then(|| Self::Webhook(to.to_owned()))
                .ok_or_else(|| AddressError::Webhook(short())),
            _ => Err(AddressError::Way(way.chars().take(64).collect())),
        }
    }

    /// The name of the way.
    #[must_use]
    pub const fn way(&self) -> &'static str {
        match self {
            Self::Mail(_) => "mail",
            Self::Telegram(_) => "telegram",
            Self::Webhook(_) => "webhook",
        }
    }

    /// The address itself.
    #[must_use]
    pub fn to(&self) -> &str {
        match self {
            Self::Mail(to) | Self::Telegram(to) | Self::Webhook(to) => to,
        }
    }
}

/// The address as pages and logs show it: of a webhook the host alone, since its path is often a secret.
impl std::fmt::Display for Address {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Mail(to) | Self::Telegram(to) => f.write_str(to),
            Self::Webhook(to) => {
                let url = Url::parse(to).ok();
                let host = url.as_ref().and_then(Url::host_str).unwrap_or_default();
                write!(f, "{host}/…")
            }
        }
    }
}

impl TryFrom<Written> for Address {
    type Error = AddressError;

    fn try_from(written: Written) -> Result<Self, AddressError> {
        Self::new(&written.way, &written.to)
    }
}

impl From<Address> for Written {
    fn from(address: Address) -> Self {
        Self { way: address.way().to_owned(), to: address.to().to_owned() }
    }
}

fn is_chat(text: &str) -> bool {
    let is_name = |name: &str| {
        (4..=32).contains(&name.len())
            && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
    };
    text.strip_prefix('@').is_some_and(is_name)
        || (text.parse::<i64>().is_ok_and(|id| id != 0) && !text.starts_with('+'))
}

fn is_webhook(text: &str) -> bool {
    Url::parse(text).is_ok_and(|url| {
        matches!(url.scheme(), "http" | "https")
            && url.has_host()
            && url.username().is_empty()
            && url.password().is_none()
            && url.fragment().is_none()
            && text.len() <= LONGEST_URL
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_those_of_their_way() {
        for (way, to) in [
            ("mail", "editor@news.example"),
            ("telegram", "-1001234567890"),
            ("telegram", "@newsroom"),
            ("webhook", "https://hooks.example/in/abc?x=1"),
        ] {
            let address = Address::new(way, to).unwrap();
            assert_eq!((address.way(), address.to()), (way, to));
            let json = serde_json::to_string(&address).unwrap();
            assert_eq!(serde_json::from_str::<Address>(&json).unwrap(), address, "{json}");
        }
    }

    #[test]
    fn rubbish_is_refused_with_what_to_write() {
        for (way, to) in [
            ("mail", "editor"),
            ("mail", "a@b\r\nBcc: c@d"),
            ("mail", ""),
            ("telegram", "newsroom"),
            ("telegram", "@a b c d"),
            ("telegram", "0"),
            ("webhook", "ftp://hooks.example/"),
            ("webhook", "https://user:word@hooks.example/"),
            ("webhook", "hooks.example"),
            ("pigeon", "x"),
        ] {
            let words = Address::new(way, to).unwrap_err().to_string();
            assert!(words.contains("; "), "{words}");
        }
        assert!(serde_json::from_str::<Address>(r#"{"way":"mail","to":"x"}"#).is_err());
    }

    #[test]
    fn the_path_of_a_webhook_is_not_shown() {
        let address = Address::new("webhook", "https://hooks.example/services/T0/secret").unwrap();
        assert_eq!(address.to_string(), "hooks.example/…");
    }
}
