//! The settings of deliveries: by which ways, in whose name, and how far.

use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, ensure};
use tiraj_delivery::{Address, Reach, Relay, RelayAddress, Secret, Sender, Telegram, Ways, Webhooks};
use url::{Host, Url};

use super::{Layers, Resolved, names};

/// How long an attempt may take.
const PATIENCE: Duration = Duration::from_secs(60);

/// How reports are delivered.
#[derive(Debug, Clone)]
pub(crate) struct DeliverySettings {
    relay: Option<RelaySettings>,
    telegram: Option<TelegramSettings>,
    reach: Reach,
    /// Where readers of a letter find the editors' pages.
    pub(crate) public_url: Option<String>,
}

#[derive(Debug, Clone)]
struct RelaySettings {
    address: RelayAddress,
    sender: Sender,
    /// Who signs in, and the file with the password.
    login: Option<(String, PathBuf)>,
}

#[derive(Debug, Clone)]
struct TelegramSettings {
    api: String,
    token_file: PathBuf,
}

impl DeliverySettings {
    pub(super) fn read(layers: &Layers) -> anyhow::Result<Self> {
        let networks = layers.get("webhook.allow_networks");
        let token_file = &layers.get("telegram.token_file").value;
        let api = layers.get("telegram.api");
        ensure!(
            Url::parse(&api.value).is_ok_and(|url| matches!(url.scheme(), "http" | "https")),
            "telegram.api is `{}` ({}), which is not an address such as https://api.telegram.org",
            api.value,
            api.origin
        );
        let telegram =
            TelegramSettings { api: api.value.clone(), token_file: PathBuf::from(token_file.clone()) };
        Ok(Self {
            relay: read_relay(layers)?,
            telegram: (!token_file.is_empty()).then_some(telegram),
            reach: Reach::new(names(&networks.value))
                .with_context(|| format!("{} ({})", networks.key.name, networks.origin))?,
            public_url: read_public_url(layers.get("public_url"))?,
        })
    }

    /// The ways as they are set up now: passwords and tokens are read each time, so that new ones need no restart.
    pub(crate) fn ways(&self) -> anyhow::Result<Ways> {
        Ok(Ways {
            relay: self.relay.as_ref().map(RelaySettings::open).transpose()?,
            telegram: self.telegram.as_ref().map(TelegramSettings::open).transpose()?,
            webhooks: Webhooks::new(self.reach.clone(), PATIENCE),
        })
    }

    /// Whether an address can be delivered to, or what has to be set up before.
    pub(crate) fn check(&self, address: &Address) -> anyhow::Result<()> {
        match address {
            Address::Mail(_) => {
                ensure!(
                    self.relay.is_some(),
                    "no mail server is set; set mail.smtp and mail.from, see docs/delivery.md"
                );
                ensure!(
                    self.public_url.is_some(),
                    "public_url is not set; a letter needs it for the link by which it is unsubscribed"
                );
            }
            Address::Telegram(_) => {
                ensure!(
                    self.telegram.is_some(),
                    "no bot is set; set telegram.token_file, see docs/delivery.md"
                );
            }
            Address::Webhook(_) => {}
        }
        self.ways().map(drop)
    }
}

impl RelaySettings {
    fn open(&self) -> anyhow::Result<Relay> {
        let login = self.login.as_ref().map(|(user, file)| anyhow::Ok((user.clone(), read_secret(file)?)));
        Ok(Relay::new(self.address.clone(), login.transpose()?, self.sender.clone(), PATIENCE)?)
    }
}

impl TelegramSettings {
    fn open(&self) -> anyhow::Result<Telegram> {
        Ok(Telegram::new(&self.api, read_secret(&self.token_file)?, PATIENCE)?)
    }
}

fn read_secret(file: &Path) -> anyhow::Result<Secret> {
    let text = std::fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))?;
    ensure!(!text.trim().is_empty(), "{} is empty; write the secret into it", file.display());
    Ok(Secret::new(&text))
}

fn read_relay(layers: &Layers) -> anyhow::Result<Option<RelaySettings>> {
    let [smtp, from, user, file] =
        ["mail.smtp", "mail.from", "mail.user", "mail.password_file"].map(|name| layers.get(name));
    if smtp.value.is_empty() {
        return Ok(None);
    }
    let named = |resolved: &Resolved| format!("{} ({})", resolved.key.name, resolved.origin);
    let address: RelayAddress = smtp.value.parse().with_context(|| named(smtp))?;
    ensure!(
        !from.value.is_empty(),
        "mail.smtp is set, but mail.from is not; say in whose name mails are sent"
    );
    let sender: Sender = from.value.parse().map_err(anyhow::Error::msg).with_context(|| named(from))?;
    ensure!(
        user.value.is_empty() == file.value.is_empty(),
        "of mail.user and mail.password_file one is set; set both, or none for a server that wants none"
    );
    let login = (!user.value.is_empty()).then(|| (user.value.clone(), PathBuf::from(&file.value)));
    let is_signing_in = login.as_ref().map(|(user, _)| (user.clone(), Secret::new("")));
    Relay::new(address.clone(), is_signing_in, sender.clone(), PATIENCE).with_context(|| named(smtp))?;
    Ok(Some(RelaySettings { address, sender, login }))
}

/// Links by which people unsubscribe go through mail programs and proxies of others, so they are encrypted; a machine's own need not be.
fn read_public_url(resolved: &Resolved) -> anyhow::Result<Option<String>> {
    if resolved.value.is_empty() {
        return Ok(None);
    }
    let is_own = |url: &Url| match url.host() {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        Some(Host::Domain(name)) => name == "localhost",
        None => false,
    };
    let is_fit = |url: &Url| {
        let is_bare = url.query().is_none()
            && url.fragment().is_none()
            && url.username().is_empty()
            && url.password().is_none();
        is_bare && url.has_host() && (url.scheme() == "https" || (url.scheme() == "http" && is_own(url)))
    };
    let url = Url::parse(&resolved.value).ok().filter(is_fit).with_context(|| {
        format!(
            "public_url is `{}` ({}), which is not an address such as https://stats.news.example",
            resolved.value, resolved.origin
        )
    })?;
    Ok(Some(url.to_string()))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    fn read(toml: &str) -> anyhow::Result<DeliverySettings> {
        DeliverySettings::read(&Layers::new(&BTreeMap::new(), &|_| None, Some(("tiraj.toml", toml)))?)
    }

    #[test]
    fn nothing_is_set_up_by_itself() {
        let settings = read("").unwrap();
        for (way, to) in [("mail", "a@b.example"), ("telegram", "@newsroom")] {
            let words = settings.check(&Address::new(way, to).unwrap()).unwrap_err().to_string();
            assert!(words.contains("set"), "{words}");
        }
        assert!(settings.check(&Address::new("webhook", "https://hooks.example/").unwrap()).is_ok());
    }

    #[test]
    fn rubbish_is_refused_by_the_name_of_its_setting() {
        for (toml, name) in [
            ("mail.smtp = 'mail.example'\nmail.from = 'a@b.example'", "mail.smtp"),
            ("mail.smtp = 'smtps://mail.example'", "mail.from"),
            ("mail.smtp = 'smtps://mail.example'\nmail.from = 'nobody'", "mail.from"),
            (
                "mail.smtp = 'smtps://mail.example'\nmail.from = 'a@b.example'\nmail.user = 'a'",
                "mail.password_file",
            ),
            (
                "mail.smtp = 'smtp+plain://10.0.0.1'\nmail.from = 'a@b.example'\nmail.user = 'a'\nmail.password_file = 'x'",
                "mail.smtp",
            ),
            ("telegram.api = 'telegram'", "telegram.api"),
            ("webhook.allow_networks = '10.0.0.0/99'", "webhook.allow_networks"),
            ("public_url = 'http://stats.example'", "public_url"),
            ("public_url = 'stats.example'", "public_url"),
            ("public_url = 'https://stats.example/?a=1'", "public_url"),
        ] {
            let error = format!("{:#}", read(toml).unwrap_err());
            assert!(error.contains(name), "{toml}: {error}");
        }
    }

    #[test]
    fn secrets_are_read_from_their_files_each_time() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("token");
        let settings = read(&format!("telegram.token_file = '{}'", file.display())).unwrap();
        let chat = Address::new("telegram", "@newsroom").unwrap();
        assert!(settings.check(&chat).unwrap_err().to_string().contains("cannot read"));
        std::fs::write(&file, "no token").unwrap();
        assert!(settings.check(&chat).unwrap_err().to_string().contains("BotFather"));
        std::fs::write(&file, "12:AA\n").unwrap();
        assert!(settings.check(&chat).is_ok());
    }
}
