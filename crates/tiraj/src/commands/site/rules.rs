//! The rules of a site as they are typed.

use std::net::IpAddr;

use clap::{Args, ValueEnum};
use ipnet::IpNet;
use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use tiraj_model::{Publication, Site, SiteRules, normalise_path};

/// Last week's report looks at single events: on a Sunday its Monday is 13 days ago.
const FEWEST_DAYS: u32 = 14;

/// Rules to add to those that the site has.
#[derive(Debug, Default, Args)]
pub(super) struct RuleArgs {
    /// Count only pages of this host, `*.news.example` for all below one; may be given several times
    #[arg(long = "allow-host", value_name = "HOST", value_parser = parse_host)]
    allow_hosts: Vec<String>,

    /// Take no events from this address or range; may be given several times
    #[arg(long = "block-network", value_name = "NETWORK", value_parser = parse_network)]
    block_networks: Vec<IpNet>,

    /// Take no events from this country, a code of two letters; may be given several times
    #[arg(long = "block-country", value_name = "CODE", value_parser = parse_country)]
    block_countries: Vec<String>,

    /// Do not count this path, `*` stands for any text; may be given several times
    #[arg(long = "block-path", value_name = "PATH", value_parser = parse_path)]
    block_paths: Vec<String>,

    /// Take at most so many events a minute, at least 1
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    events_per_minute: Option<u32>,

    /// Take nothing from this moment on: RFC 3339, or a date or a date and time in the site's zone
    #[arg(long, value_name = "WHEN", value_parser = parse_moment)]
    accept_until: Option<Moment>,

    /// Keep events for so many days, at least 14; what was counted of them stays
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(i64::from(FEWEST_DAYS)..=36_500))]
    keep_days: Option<u32>,

    /// Publish a week's report on this day of the week after it, at this time of the site's zone [default: mon 06:00]
    #[arg(long, value_name = "'DAY HH:MM'")]
    publish_at: Option<Publication>,
}

/// A rule that can be taken away.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Rule {
    AllowHost,
    BlockNetwork,
    BlockCountry,
    BlockPath,
    EventsPerMinute,
    AcceptUntil,
    KeepDays,
    PublishAt,
}

impl Rule {
    /// Takes the rule away, all values of it.
    pub(super) fn clear(self, rules: &mut SiteRules) {
        match self {
            Self::AllowHost => rules.allowed_hosts.clear(),
            Self::BlockNetwork => rules.blocked_networks.clear(),
            Self::BlockCountry => rules.blocked_countries.clear(),
            Self::BlockPath => rules.blocked_paths.clear(),
            Self::EventsPerMinute => rules.events_per_minute = None,
            Self::AcceptUntil => rules.accept_until = None,
            Self::KeepDays => rules.keep_days = None,
            Self::PublishAt => rules.publish_at = None,
        }
    }
}

impl RuleArgs {
    /// Adds the typed rules to a site's.
    pub(super) fn add_to(self, site: &mut Site) -> anyhow::Result<()> {
        let until = self.accept_until.map(|moment| moment.in_zone_of(site)).transpose()?;
        let rules = &mut site.rules;
        add(&mut rules.allowed_hosts, self.allow_hosts);
        add(&mut rules.blocked_networks, self.block_networks);
        add(&mut rules.blocked_countries, self.block_countries);
        add(&mut rules.blocked_paths, self.block_paths);
        rules.events_per_minute = self.events_per_minute.or(rules.events_per_minute);
        rules.accept_until = until.or(rules.accept_until);
        rules.keep_days = self.keep_days.or(rules.keep_days);
        rules.publish_at = self.publish_at.or(rules.publish_at);
        Ok(())
    }
}

fn add<T: PartialEq>(known: &mut Vec<T>, new: Vec<T>) {
    for value in new {
        if !known.contains(&value) {
            known.push(value);
        }
    }
}

/// A moment, or a time on the wall of the newsroom.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Moment {
    Exact(Timestamp),
    Local(DateTime),
}

impl Moment {
    fn in_zone_of(self, site: &Site) -> anyhow::Result<Timestamp> {
        Ok(match self {
            Self::Exact(moment) => moment,
            Self::Local(local) => site.zone().to_ambiguous_timestamp(local).compatible()?,
        })
    }
}

fn parse_moment(text: &str) -> Result<Moment, String> {
    let local = || text.parse::<DateTime>().or_else(|_| text.parse::<Date>().map(DateTime::from));
    text.parse().map(Moment::Exact).or_else(|_| local().map(Moment::Local)).map_err(|_| {
        "it is no moment; write one such as 2026-12-31, 2026-12-31T18:00 or 2026-12-31T18:00:00+04:00".into()
    })
}

fn parse_host(text: &str) -> Result<String, String> {
    let (star, host) = text.strip_prefix("*.").map_or(("", text), |parent| ("*.", parent));
    match url::Host::parse(host) {
        Ok(host) if !host.to_string().contains('*') => Ok(format!("{star}{host}")),
        _ => Err("it is no hostname; write one such as news.example or *.news.example".into()),
    }
}

fn parse_network(text: &str) -> Result<IpNet, String> {
    let network = text.parse().or_else(|_| text.parse::<IpAddr>().map(IpNet::from));
    network.map_err(|_| "it is no network; write an address or a range such as 10.0.0.0/8".into())
}

fn parse_country(text: &str) -> Result<String, String> {
    if text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_alphabetic()) {
        Ok(text.to_ascii_uppercase())
    } else {
        Err("it is no country; write a code of two letters such as AZ".into())
    }
}

/// A pattern is compared with paths as they are stored.
fn parse_path(text: &str) -> Result<String, String> {
    match text.chars().next() {
        Some('/') => Ok(normalise_path(text).into()),
        Some('*') => Ok(text.to_owned()),
        _ => Err("it is no path; write one such as /admin/* or */preview".into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_kept_in_the_form_in_which_they_are_compared() {
        assert_eq!(parse_host("*.News.Example").unwrap(), "*.news.example");
        assert!(parse_host("şuşa.az").unwrap().starts_with("xn--"));
        assert_eq!(parse_network("10.1.2.3").unwrap().to_string(), "10.1.2.3/32");
        assert_eq!(parse_country("az").unwrap(), "AZ");
        assert_eq!(parse_path("/admin/").unwrap(), "/admin");
        assert_eq!(parse_path("*/preview").unwrap(), "*/preview");
    }

    #[test]
    fn what_is_none_is_refused() {
        for host in ["", "*", "a b", "https://news.example", "a.*.b", "news.example/a"] {
            assert!(parse_host(host).is_err(), "{host}");
        }
        assert!(parse_network("10.0.0.0/40").is_err() && parse_network("home").is_err());
        assert!(parse_country("AZE").is_err() && parse_country("1a").is_err());
        assert!(parse_path("admin").is_err() && parse_path("").is_err());
        assert!(parse_moment("soon").is_err());
    }

    #[test]
    fn rules_are_added_once_and_cleared_whole() {
        let mut site = Site::new("news.example".parse().unwrap(), "Asia/Baku").unwrap();
        for _ in 0..2 {
            let typed = RuleArgs {
                allow_hosts: vec!["news.example".into()],
                accept_until: Some(parse_moment("2026-12-31").unwrap()),
                ..RuleArgs::default()
            };
            typed.add_to(&mut site).unwrap();
        }
        assert_eq!(site.rules.allowed_hosts, ["news.example"]);
        assert_eq!(site.rules.accept_until.unwrap().to_string(), "2026-12-30T20:00:00Z");
        Rule::AcceptUntil.clear(&mut site.rules);
        Rule::AllowHost.clear(&mut site.rules);
        assert_eq!(site.rules, SiteRules::default());
    }
}
