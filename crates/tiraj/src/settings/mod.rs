//! Settings: flag over environment over `tiraj.toml` over default, and where each value came from.

mod delivery;
mod keys;
mod layers;

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::Context;
use http::HeaderName;
use tiraj_callers::Proxies;
use tracing_subscriber::EnvFilter;

pub(crate) use delivery::DeliverySettings;
pub(crate) use layers::{Layers, Origin, Resolved};

/// The settings that a command runs with.
#[derive(Debug, Clone)]
pub(crate) struct Settings {
    /// The data folder.
    pub(crate) data: PathBuf,
    /// Where HTTP is served.
    pub(crate) listen: SocketAddr,
    /// A ClickHouse server, where the embedded engine is not used.
    pub(crate) clickhouse: Option<Server>,
    /// The database within ClickHouse.
    pub(crate) database: String,
    /// For how long the database may be silent while events are loaded, until it counts as away.
    pub(crate) database_patience: Duration,
    /// Whether people are asked to sign in before they see figures.
    pub(crate) asks_to_sign_in: bool,
    /// A copy of the engine's library other than the installed one.
    pub(crate) engine_library: Option<PathBuf>,
    /// Memory that the embedded engine may take, in bytes.
    pub(crate) engine_memory: u64,
    /// The rules of user agents.
    pub(crate) agents: PackChoice,
    /// The database of countries or cities.
    pub(crate) geography: PackChoice,
    /// A list of the networks of data centres, whose events are not counted.
    pub(crate) datacentres: Option<PathBuf>,
    /// Room that the spool may take, in bytes.
    pub(crate) spool_bytes: u64,
    /// How far back the time of an event that nobody vouches for may lie.
    pub(crate) max_age: Duration,
    /// Addresses and ranges of proxies whose word about the reader's address is believed.
    pub(crate) proxies: Proxies,
    /// How much is taken of whom.
    pub(crate) limits: Limits,
    /// How reports are delivered.
    pub(crate) delivery: DeliverySettings,
    /// What is logged.
    pub(crate) log_level: String,
    /// Whether log lines are JSON.
    pub(crate) log_json: bool,
}

/// Which file of a pack is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum PackChoice {
    /// The installed one, if there is one.
    Installed,
    /// None.
    Off,
    /// This one, which must be there.
    File(PathBuf),
}

impl PackChoice {
    fn read(value: &str) -> Self {
        match value {
            "" => Self::Installed,
            "off" => Self::Off,
            path => Self::File(path.into()),
        }
    }
}

/// How much is taken of whom.
#[derive(Debug, Clone)]
pub(crate) struct Limits {
    /// A reader of more views a minute is held for a machine; 0 for no such limit.
    pub(crate) bot_views: u32,
    /// The most connections at a time.
    pub(crate) connections: usize,
    /// The most events that one public address may send a minute without a token; 0 for no limit.
    pub(crate) events_per_address: u32,
    /// The most questions of programs that one token or public address may ask a minute; 0 for no limit.
    pub(crate) questions: u32,
}

/// A ClickHouse server.
#[derive(Debug, Clone)]
pub(crate) struct Server {
    pub(crate) url: String,
    pub(crate) user: String,
    pub(crate) password: String,
    /// The cluster that it is part of, if the database is to be spread over one.
    pub(crate) cluster: Option<String>,
}

impl Settings {
    /// Reads the resolved values.
    pub(crate) fn new(layers: &Layers) -> anyhow::Result<Self> {
        let text = |name: &str| layers.get(name).value.clone();
        let url = text("clickhouse.url");
        let cluster = Some(text("clickhouse.cluster")).filter(|name| !name.is_empty());
        anyhow::ensure!(
            cluster.is_none() || !url.is_empty(),
            "clickhouse.cluster is set ({}), but clickhouse.url is not; name one of the cluster's servers by it",
            layers.get("clickhouse.cluster").origin
        );
        let server =
            Server { url, user: text("clickhouse.user"), password: text("clickhouse.password"), cluster };
        let library = text("engine.library");
        let datacentres = text("enrich.datacentres");
        Ok(Self {
            data: PathBuf::from(text("data")),
            listen: parse(layers.get("listen"), "an address and a port, for example 127.0.0.1:8080")?,
            clickhouse: (!server.url.is_empty()).then_some(server),
            database: text("clickhouse.database"),
            database_patience: read_patience(layers.get("clickhouse.timeout_seconds"))?,
            asks_to_sign_in: read_sign_in(layers.get("dashboard.sign_in"))?,
            engine_library: (!library.is_empty()).then(|| Path::new(&library).to_owned()),
            engine_memory: parse::<u64>(layers.get("engine.memory_mb"), "a number of megabytes")? << 20,
            agents: PackChoice::read(&text("enrich.agents")),
            geography: PackChoice::read(&text("enrich.geography")),
            datacentres: (!datacentres.is_empty()).then(|| datacentres.into()),
            spool_bytes: parse::<u64>(layers.get("spool.max_mb"), "a number of megabytes")? << 20,
            max_age: read_max_age(layers.get("collector.max_age_hours"))?,
            proxies: read_proxies(layers)?,
            limits: Limits {
                bot_views: parse(
                    layers.get("limits.bot_views_per_minute"),
                    "a number of views; 0 sets no limit",
                )?,
                connections: parse(layers.get("limits.connections"), "a number of connections")?,
                events_per_address: parse(
                    layers.get("limits.events_per_minute_per_address"),
                    "a number of events; 0 sets no limit",
                )?,
                questions: parse(
                    layers.get("limits.questions_per_minute"),
                    "a number of questions; 0 sets no limit",
                )?,
            },
            delivery: DeliverySettings::read(layers)?,
            log_level: read_log_level(layers.get("log.level"))?,
            log_json: parse(layers.get("log.json"), "true or false")?,
        })
    }
}

fn parse<T: std::str::FromStr>(resolved: &Resolved, expected: &str) -> anyhow::Result<T> {
    resolved.value.parse().ok().with_context(|| {
        format!(
            "{} is `{}` ({}), which is not {expected}",
            resolved.key.name, resolved.value, resolved.origin
        )
    })
}

/// What names of a list, which commas separate, are not blank.
fn names(list: &str) -> impl Iterator<Item = &str> {
    list.split(',').map(str::trim).filter(|name| !name.is_empty())
}

/// The proxies in front, and the headers that they write.
fn read_proxies(layers: &Layers) -> anyhow::Result<Proxies> {
    let (networks, headers) = (layers.get("trusted_proxies"), layers.get("trusted_headers"));
    let proxies = Proxies::new(names(&networks.value))
        .with_context(|| format!("{} ({})", networks.key.name, networks.origin))?;
    let parse = |name: &str| name.parse().ok();
    let read: Option<Vec<HeaderName>> = names(&headers.value).map(parse).collect();
    let read = read.filter(|read| !read.is_empty()).with_context(|| {
        format!(
            "{} is `{}` ({}), which is no list of headers such as x-forwarded-for",
            headers.key.name, headers.value, headers.origin
        )
    })?;
    Ok(proxies.with_headers(read))
}

/// A level, or levels of parts of the program. A word that is no level would be taken for the name of a part, and
/// silence all others.
fn read_log_level(resolved: &Resolved) -> anyhow::Result<String> {
    const LEVELS: [&str; 6] = ["off", "error", "warn", "info", "debug", "trace"];
    let is_level = |part: &str| part.contains('=') || LEVELS.contains(&part.to_ascii_lowercase().as_str());
    let is_filter = names(&resolved.value).all(is_level) && EnvFilter::try_new(&resolved.value).is_ok();
    anyhow::ensure!(
        is_filter && !resolved.value.trim().is_empty(),
        "{} is `{}` ({}), which is neither one of {} nor a filter such as tiraj_loader=debug",
        resolved.key.name,
        resolved.value,
        resolved.origin,
        LEVELS.join(", ")
    );
    Ok(resolved.value.clone())
}

/// Whether people sign in. Not to be asked for is said by one word, and not by any that means no elsewhere.
fn read_sign_in(resolved: &Resolved) -> anyhow::Result<bool> {
    match &*resolved.value {
        "required" => Ok(true),
        "none" => Ok(false),
        other => anyhow::bail!(
            "{} is `{other}` ({}), which is neither `required` nor `none`",
            resolved.key.name,
            resolved.origin
        ),
    }
}

fn read_patience(resolved: &Resolved) -> anyhow::Result<Duration> {
    let expected = "a number of seconds of at least 1";
    let seconds = parse(resolved, expected).map(Duration::from_secs)?;
    anyhow::ensure!(
        !seconds.is_zero(),
        "{} is `{}` ({}), which is not {expected}",
        resolved.key.name,
        resolved.value,
        resolved.origin
    );
    Ok(seconds)
}

/// Not longer than event ids are remembered, so that no repeat slips through.
fn read_max_age(resolved: &Resolved) -> anyhow::Result<Duration> {
    let expected = "a number of hours from 1 to 24, for which event ids are remembered";
    let hours = parse(resolved, expected).map(Duration::from_hours)?;
    let longest = tiraj_collector::admission::MAX_AGE;
    anyhow::ensure!(
        !hours.is_zero() && hours <= longest,
        "{} is `{}` ({}), which is not {expected}",
        resolved.key.name,
        resolved.value,
        resolved.origin
    );
    Ok(hours)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(
        toml: &str,
        environment: &[(&str, &str)],
        flags: &[(&'static str, &str)],
    ) -> anyhow::Result<Settings> {
        let environment: Vec<(String, String)> =
            environment.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect();
        let lookup =
            move |name: &str| environment.iter().find(|(n, _)| n == name).map(|(_, value)| value.clone());
        let flags = flags.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
        Settings::new(&Layers::new(&flags, &lookup, Some(("tiraj.toml", toml)))?)
    }

    fn refusal(toml: &str) -> String {
        crate::output::one_line(&settings(toml, &[], &[]).unwrap_err())
    }

    #[test]
    fn the_nearest_layer_wins() {
        let toml = "listen = \"127.0.0.1:1\"\n[clickhouse]\ndatabase = \"a\"\nurl = \"http://ch\"";
        let settings = settings(
            toml,
            &[("TIRAJ_LISTEN", "127.0.0.1:2"), ("TIRAJ_CLICKHOUSE_DATABASE", "b")],
            &[("listen", "127.0.0.1:3")],
        )
        .unwrap();
        assert_eq!(settings.listen.port(), 3);
        assert_eq!(settings.database, "b");
        assert_eq!(settings.clickhouse.unwrap().url, "http://ch");
        assert_eq!(settings.spool_bytes, 4096 << 20);
    }

    #[test]
    fn a_cluster_needs_a_server() {
        let toml = "[clickhouse]\ncluster = \"news\"";
        assert!(refusal(toml).contains("clickhouse.url"), "{}", refusal(toml));
        let with_url = settings(toml, &[("TIRAJ_CLICKHOUSE_URL", "http://ch")], &[]).unwrap();
        assert_eq!(with_url.clickhouse.unwrap().cluster.as_deref(), Some("news"));
    }

    #[test]
    fn the_age_of_events_stays_within_the_memory_of_ids() {
        let hours = |text: &str| settings(&format!("[collector]\nmax_age_hours = {text}"), &[], &[]);
        assert_eq!(hours("6").unwrap().max_age, Duration::from_hours(6));
        for wrong in ["0", "25", "-1", "\"a day\""] {
            assert!(hours(wrong).unwrap_err().to_string().contains("from 1 to 24"), "{wrong}");
        }
    }

    #[test]
    fn an_unknown_key_is_refused_with_the_nearest_known_one() {
        let words = refusal("[clickhouse]\nulr = \"x\"");
        assert!(words.contains("`clickhouse.ulr`") && words.contains("`clickhouse.url`"), "{words}");
    }

    #[test]
    fn a_pack_is_the_installed_one_unless_named_or_off() {
        let toml = "[enrich]\ngeography = \"off\"\nagents = \"rules.yaml\"";
        let named = settings(toml, &[("TIRAJ_ENRICH_DATACENTRES", "networks.txt")], &[]).unwrap();
        assert_eq!(named.geography, PackChoice::Off);
        assert_eq!(named.agents, PackChoice::File("rules.yaml".into()));
        assert_eq!(named.datacentres, Some("networks.txt".into()));
        assert_eq!(settings("", &[], &[]).unwrap().agents, PackChoice::Installed);
    }

    #[test]
    fn words_that_would_silence_or_open_the_server_are_refused() {
        for (toml, named) in [
            ("trusted_proxies = \"10.0.0.0/99\"", "trusted_proxies"),
            ("trusted_headers = \"x forwarded\"", "trusted_headers"),
            ("trusted_headers = \"\"", "trusted_headers"),
            ("[dashboard]\nsign_in = \"off\"", "dashboard.sign_in"),
            ("[dashboard]\nsign_in = \"\"", "dashboard.sign_in"),
            ("[log]\nlevel = \"warning\"", "log.level"),
            ("[log]\nlevel = \"\"", "log.level"),
        ] {
            assert!(refusal(toml).contains(named), "{toml}: {}", refusal(toml));
        }
        assert!(settings("[log]\nlevel = \"warn,tiraj_loader=debug\"", &[], &[]).is_ok());
    }

    #[test]
    fn a_bad_value_says_where_it_came_from() {
        let words = refusal("listen = \"somewhere\"");
        assert!(words.contains("tiraj.toml") && words.contains("127.0.0.1:8080"), "{words}");
        assert!(refusal("listen = ").contains("tiraj.toml"));
        assert!(refusal("listen = [1]").contains("listen"));
    }
}
