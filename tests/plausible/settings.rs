//! What a case says of its site, as the rules that a site has here.

use jiff::{Timestamp, ToSpan};
use tiraj_enrich::Enricher;
use tiraj_model::SiteRules;

/// The rules of a setting such as `block ip 192.0.2.7`, as seen at `now`.
pub(super) fn read_rules(setting: &str, enricher: &Enricher, now: Timestamp) -> SiteRules {
    let mut rules = SiteRules::default();
    let list = |text: &str| text.split(',').map(|part| part.trim().to_owned()).collect::<Vec<_>>();
    let after = |words: &[&str]| {
        let rest = words.iter().find_map(|word| setting.strip_prefix(word))?;
        Some(list(rest.trim_start_matches([':', ' '])))
    };
    if let Some(limit) = setting.strip_prefix("rate_limit=") {
        rules.events_per_minute = Some(limit.parse().unwrap());
    } else if let Some(address) = setting.strip_prefix("block ip ") {
        rules.blocked_networks = vec![address.parse::<std::net::IpAddr>().unwrap().into()];
    } else if let Some(address) = setting.strip_prefix("block country of ") {
        rules.blocked_countries = vec![enricher.place(address.parse().unwrap()).country.to_string()];
    } else if let Some(countries) = after(&["block countries", "block country"]) {
        rules.blocked_countries = countries;
    } else if let Some(hosts) = after(&["allow hosts", "allow host"]) {
        rules.allowed_hosts = hosts;
    } else if let Some(pages) = after(&["block pages", "block page"]) {
        rules.blocked_paths = pages;
    } else if let Some(until) = setting.strip_prefix("accept_traffic_until=") {
        rules.accept_until = Some(read_day(until, now));
    } else {
        panic!("no rule of a site is like `{setting}`");
    }
    rules
}

fn read_day(word: &str, now: Timestamp) -> Timestamp {
    let days = match word {
        "yesterday" => -1,
        "today" => 0,
        "tomorrow" => 1,
        date => return date.parse().unwrap(),
    };
    now + (24 * days).hours()
}
