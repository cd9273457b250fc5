//! What a site takes, what it turns away, for how long it keeps what it took, and when it reports.

use std::net::IpAddr;

use ipnet::IpNet;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::Publication;

/// The rules of one site. The default takes everything.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SiteRules {
    /// Hostnames whose pages may count, `*.news.example` for all below one; empty for any.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub allowed_hosts: Vec<String>,
    /// Networks whose senders are turned away: the newsroom's own, an attacker's.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub blocked_networks: Vec<IpNet>,
    /// Countries whose readers are turned away, as ISO 3166-1 alpha-2 codes.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub blocked_countries: Vec<String>,
    /// Paths that are not counted; `*` stands for any text, as in `/admin/*`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub blocked_paths: Vec<String>,
    /// The most events a minute; further ones are dropped.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub events_per_minute: Option<u32>,
    /// The moment from which nothing is taken any more.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub accept_until: Option<Timestamp>,
    /// For how many whole days events are kept, besides the day that runs; what was counted of them stays.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub keep_days: Option<u32>,
    /// When the report of a week is published; Monday at six unless said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub publish_at: Option<Publication>,
}

impl SiteRules {
    /// Whether pages of this hostname count.
    #[must_use]
    pub fn allows_host(&self, host: &str) -> bool {
        let bare = |host: &str| {
            let host = host.to_ascii_lowercase();
            host.strip_prefix("www.").map_or(host.clone(), str::to_owned)
        };
        let host = bare(host);
        let matches = |pattern: &String| match pattern.strip_prefix("*.") {
            Some(parent) => {
                host.strip_suffix(&bare(parent)).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
            }
            None => host == bare(pattern),
        };
        self.allowed_hosts.is_empty() || self.allowed_hosts.iter().any(matches)
    }

    /// Whether senders at this address are turned away.
    #[must_use]
    pub fn blocks_address(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        self.blocked_networks.iter().any(|network| network.contains(&address))
    }

    /// Whether readers from this country are turned away.
    #[must_use]
    pub fn blocks_country(&self, country: &str) -> bool {
        self.blocked_countries.iter().any(|blocked| blocked.eq_ignore_ascii_case(country))
    }

    /// Whether views of this normalised path are not counted.
    #[must_use]
    pub fn blocks_path(&self, path: &str) -> bool {
        self.blocked_paths.iter().any(|pattern| matches_glob(pattern, path))
    }

    /// Whether an event of that time comes too late: its day is, or will be within the day, one of which no more than
    /// the counts are known.
    #[must_use]
    pub fn is_too_old(&self, time: Timestamp, now: Timestamp) -> bool {
        // A day less than are kept, since counts are fixed a day before the events go; and clocks are put forward.
        let kept = self.keep_days.map(|days| SignedDuration::from_hours(24 * i64::from(days) - 26));
        kept.is_some_and(|kept| now.duration_since(time) > kept)
    }

    /// Whether the site has ceased to take events.
    #[must_use]
    pub fn is_closed_at(&self, now: Timestamp) -> bool {
        self.accept_until.is_some_and(|until| now >= until)
    }
}

/// Whether a text is what a pattern says, in which `*` stands for any text. Needs no going back: of the places where a
/// piece between two stars may stand, the first leaves the most room for the rest.
fn matches_glob(pattern: &str, text: &str) -> bool {
    let Some((head, rest)) = pattern.split_once('*') else { return pattern == text };
    let Some(mut text) = text.strip_prefix(head) else { return false };
    let (middle, tail) = rest.rsplit_once('*').unwrap_or(("", rest));
    for piece in middle.split('*') {
        let Some(at) = text.find(piece) else { return false };
        text = &text[at + piece.len()..];
    }
    text.ends_with(tail)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_are_exact_or_below_a_parent() {
        let rules = |hosts: &[&str]| SiteRules {
            allowed_hosts: hosts.iter().map(|host| (*host).to_owned()).collect(),
            ..SiteRules::default()
        };
        for (hosts, host, allowed) in [
            (&[][..], "any.example", true),
            (&["news.example"], "news.example", true),
            (&["news.example"], "WWW.news.example", true),
            (&["www.news.example"], "news.example", true),
            (&["news.example"], "m.news.example", false),
            (&["*.news.example"], "a.m.news.example", true),
            (&["*.news.example"], "news.example", true),
            (&["*.news.example"], "badnews.example", false),
        ] {
            assert_eq!(rules(hosts).allows_host(host), allowed, "{hosts:?} {host}");
        }
    }

    #[test]
    fn paths_are_matched_with_stars() {
        for (pattern, path, matches) in [
            ("/admin", "/admin", true),
            ("/admin", "/admin/x", false),
            ("/admin/*", "/admin/x/y", true),
            ("*/preview", "/a/preview", true),
            ("/a/*/c/*", "/a/b/c/d", true),
            ("/a/*/c", "/a/b/c/d", false),
            ("/a*a", "/a", false),
            ("*", "/", true),
        ] {
            assert_eq!(matches_glob(pattern, path), matches, "{pattern} {path}");
        }
    }

    #[test]
    fn senders_are_turned_away_by_network_country_and_time() {
        let rules: SiteRules = serde_json::from_str(
            r#"{"blocked_networks": ["10.0.0.0/8", "2001:db8::1/128"], "blocked_countries": ["gb"],
                "accept_until": "2026-11-23T00:00:00Z"}"#,
        )
        .unwrap();
        let blocks = |ip: &str| rules.blocks_address(ip.parse().unwrap());
        assert!(
            blocks("10.1.2.3") && blocks("::ffff:10.1.2.3") && blocks("2001:db8::1") && !blocks("192.0.2.7")
        );
        assert!(rules.blocks_country("GB") && !rules.blocks_country("AZ") && !rules.blocks_country(""));
        let at = |text: &str| rules.is_closed_at(text.parse().unwrap());
        assert!(at("2026-11-23T00:00:00Z") && !at("2026-11-22T23:59:59Z"));
    }
}
