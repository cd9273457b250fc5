//! A site: one publication whose readership is counted.

use jiff::Timestamp;
use jiff::civil::DateTime;
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

use crate::{PageError, PageUrl, SiteRules, normalise_path};

/// The longest name a site may have, in bytes: that of a DNS name.
const MAX_NAME: usize = 253;

/// Why a site is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SiteError {
    /// The name is not a domain-like text.
    #[error("`{0}` is no site name; use the site's domain, for example `news.example`")]
    Name(String),
    /// The zone's clock is not a whole number of hours from UTC.
    #[error(
        "the clock of `{0}` is not a whole number of hours from UTC, and hours are counted by UTC; use another zone"
    )]
    PartHours(String),
    /// The time zone is not in the IANA database.
    #[error("`{0}` is no time zone; use an IANA name, for example `Asia/Baku`")]
    Zone(String),
}

/// Why an address names no page of a site.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AddressError {
    /// It is neither a path nor the absolute address of a page.
    #[error("it is neither a path nor an absolute address")]
    NoPage(#[source] PageError),
    /// It names a page of a host that is none of the site's.
    #[error("{0} is no host of the site")]
    Foreign(SmolStr),
}

/// The name of a site: its domain, in lower case.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct SiteName(SmolStr);

impl SiteName {
    /// The name as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::str::FromStr for SiteName {
    type Err = SiteError;

    fn from_str(text: &str) -> Result<Self, SiteError> {
        let name = text.trim().to_ascii_lowercase();
        let label =
            |l: &str| !l.is_empty() && l.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
        if name.is_empty() || name.len() > MAX_NAME || !name.split('.').all(label) {
            return Err(SiteError::Name(text.chars().take(64).collect()));
        }
        Ok(Self(name.into()))
    }
}

impl TryFrom<String> for SiteName {
    type Error = SiteError;

    fn try_from(text: String) -> Result<Self, SiteError> {
        text.parse()
    }
}

impl From<SiteName> for String {
    fn from(name: SiteName) -> Self {
        name.0.to_string()
    }
}

impl std::fmt::Display for SiteName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// A registered site and its settings.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Site {
    /// The site's domain; events name their site by it.
    pub name: SiteName,
    /// The IANA name of the zone in which the newsroom's days begin and end.
    pub timezone: String,
    /// Further hostnames whose links count as the site's own. The site's name and its `www.` form always do.
    #[serde(default)]
    pub hostnames: Vec<String>,
    /// Whether the site's data is simulated. Wherever such data is shown it is called demo data.
    #[serde(default)]
    pub demo: bool,
    /// Whether its pages are open to everybody.
    #[serde(default)]
    pub public: bool,
    /// What it takes and what it turns away.
    #[serde(default)]
    pub rules: SiteRules,
}

impl Site {
    /// The zone that a site has unless told otherwise.
    pub const DEFAULT_ZONE: &'static str = "Asia/Baku";

    /// A site with the given name and zone and no further settings.
    ///
    /// # Errors
    /// When the zone is not in the IANA database, or its days do not begin at a full hour of UTC.
    pub fn new(name: SiteName, timezone: &str) -> Result<Self, SiteError> {
        let site = Self {
            name,
            timezone: timezone.to_owned(),
            hostnames: Vec::new(),
            demo: false,
            public: false,
            rules: SiteRules::default(),
        };
        match jiff::tz::TimeZone::get(timezone) {
            Ok(zone) if has_full_hours(&zone) => Ok(site),
            Ok(_) => Err(SiteError::PartHours(timezone.to_owned())),
            Err(_) => Err(SiteError::Zone(timezone.chars().take(64).collect())),
        }
    }

    /// The zone in which the site's days begin and end; UTC where the stored name is no longer known.
    #[must_use]
    pub fn zone(&self) -> jiff::tz::TimeZone {
        jiff::tz::TimeZone::get(&self.timezone).unwrap_or(jiff::tz::TimeZone::UTC)
    }

    /// Whether `host` is one of the site's own hostnames, so that a link from it is internal.
    #[must_use]
    pub fn owns_host(&self, host: &str) -> bool {
        let bare = host.strip_prefix("www.").unwrap_or(host);
        bare == self.name.as_str() || self.hostnames.iter().any(|own| own == host || own == bare)
    }

    /// The normalised path of the page that a path or an absolute address names on this site.
    ///
    /// # Errors
    /// When the address names no page, or one of another site.
    pub fn path_of(&self, address: &str) -> Result<SmolStr, AddressError> {
        if address.starts_with('/') && !address.starts_with("//") {
            return Ok(normalise_path(address));
        }
        let page = PageUrl::parse(address).map_err(AddressError::NoPage)?;
        if self.owns_host(&page.hostname) { Ok(page.path) } else { Err(AddressError::Foreign(page.hostname)) }
    }

    /// A moment with its zone (RFC 3339), or a local one in the site's; a day alone begins at midnight. `None` where the text
    /// is neither.
    #[must_use]
    pub fn moment(&self, text: &str) -> Option<Timestamp> {
        if let Ok(moment) = text.parse() {
            return Some(moment);
        }
        let local: DateTime = text.parse().ok()?;
        self.zone().to_ambiguous_timestamp(local).compatible().ok()
    }
}

/// Whether a zone's clock is whole hours from UTC, in winter and in summer of a present year.
fn has_full_hours(zone: &jiff::tz::TimeZone) -> bool {
    const JANUARY: i64 = 1_767_225_600;
    const JULY: i64 = 1_782_864_000;
    let moments = [JANUARY, JULY].into_iter().filter_map(|second| jiff::Timestamp::from_second(second).ok());
    moments.map(|moment| zone.to_offset(moment).seconds()).all(|seconds| seconds % 3600 == 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_domains_in_lower_case() {
        for (given, name) in
            [("News.Example", "news.example"), ("demo.tiraj", "demo.tiraj"), ("localhost", "localhost")]
        {
            assert_eq!(given.parse::<SiteName>().unwrap().as_str(), name);
        }
        for given in ["", "a b", "news..example", "../etc", "новости.рф", &"a".repeat(300)] {
            assert!(given.parse::<SiteName>().is_err(), "{given}");
        }
    }

    #[test]
    fn a_zone_must_exist() {
        let name: SiteName = "news.example".parse().unwrap();
        assert!(Site::new(name.clone(), "Asia/Baku").is_ok());
        let kolkata = Site::new(name.clone(), "Asia/Kolkata");
        assert_eq!(kolkata, Err(SiteError::PartHours("Asia/Kolkata".into())), "rollups are by hours of UTC");
        assert_eq!(Site::new(name, "Asia/Bakuu"), Err(SiteError::Zone("Asia/Bakuu".into())));
    }

    #[test]
    fn own_hosts_are_the_name_its_www_form_and_the_listed() {
        let mut site = Site::new("news.example".parse().unwrap(), "UTC").unwrap();
        site.hostnames.push("m.news.example".into());
        for (host, own) in
            [("news.example", true), ("www.news.example", true), ("m.news.example", true), ("t.me", false)]
        {
            assert_eq!(site.owns_host(host), own, "{host}");
        }
    }

    #[test]
    fn addresses_are_those_of_the_sites_own_pages() {
        let site = Site::new("news.example".parse().unwrap(), "UTC").unwrap();
        let foreign = |host: &str| Err(AddressError::Foreign(host.into()));
        for (address, path) in [
            ("https://www.news.example/ru/a/?ref=x#top", Ok("/ru/a".into())),
            ("/ru//a", Ok("/ru/a".into())),
            ("https://other.example/ru/a", foreign("other.example")),
        ] {
            assert_eq!(site.path_of(address), path, "{address}");
        }
        for address in ["//cdn.example/a", "ru", ""] {
            assert!(matches!(site.path_of(address), Err(AddressError::NoPage(_))), "{address}");
        }
    }

    #[test]
    fn moments_are_read_as_pages_and_newsrooms_write_them() {
        let site = Site::new("news.example".parse().unwrap(), "Asia/Baku").unwrap();
        for (text, expect) in [
            ("2026-11-23T10:00:00+04:00", Some("2026-11-23T06:00:00Z")),
            ("2026-11-23T06:00:00.000Z", Some("2026-11-23T06:00:00Z")),
            ("2026-11-23T10:00:00+0400", Some("2026-11-23T06:00:00Z")),
            ("2026-11-23T10:00", Some("2026-11-23T06:00:00Z")),
            ("2026-11-23 10:00:00", Some("2026-11-23T06:00:00Z")),
            ("2026-11-23", Some("2026-11-22T20:00:00Z")),
            ("23 noyabr", None),
            ("", None),
        ] {
            assert_eq!(site.moment(text).map(|moment| moment.to_string()).as_deref(), expect, "{text}");
        }
    }
}
