//! What a case says of its site, as the rules that a site has here.

use jiff::{Timestamp, ToSpan};
use tiraj_enrich::Enricher;
use tiraj_model::SiteRules;

/// The rules of a setting such as `block ip 192.0.2.7`, as seen at `now`.
pub(super) fn read_rules(setting: &str, enricher: &Enricher, now: Timestamp) -> SiteRules {
    let mut rules = SiteRules::default();
    let list = |text: &str| text.split(',').map(|part| part.trim().to_owned()).collect::<Vec<_>>();
    if let Some(limit) = setting.strip_prefix("rate_limit=") {
        rules.events_per_minute = Some(limit.parse().unwrap());
    } else if let Some(address) = setting.strip_prefix("block ip ") {
        rules.blocked_networks = vec![address.parse::<std::net::IpAddr>().unwrap().into()];
    } else if let Some(address) = setting.strip_prefix("block country of ") {
        rules.blocked_countries = vec![enricher.place(address.parse().unwrap()).country.to_string()];
    } else if let Some(country) = setting.strip_prefix("block country ") {
        rules.blocked_countries = list(country);
    } else if let Some(hosts) = setting.strip_prefix("allow host") {
        rules.allowed_hosts = list(hosts.trim_start_matches(['s', ':', ' ']));
    } else if let Some(pages) = setting.strip_prefix("block page") {
        rules.blocked_paths = list(pages.trim_start_matches(['s', ':', ' ']));
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
