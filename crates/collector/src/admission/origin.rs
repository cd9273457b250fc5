//! The steps that tell where a view came from and who, as far as anyone may know, made it.

use std::net::IpAddr;

use smol_str::SmolStr;
use tiraj_enrich::{choose_source, mark_paid_click};
use tiraj_model::{BotReason, DropReason, ReaderId, Salt, Site, Verdict};

use super::steps::clean;
use super::{Admission, Draft, Objection};

/// What is read of a referrer, in bytes; its query, which makes it long, is not kept anyway.
const MAX_REFERRER: usize = 4_096;
/// The host of a page on the reader's own machine, which is no place to come from.
const OWN_MACHINE: &str = "localhost";

/// Reads the user agent: browser, system, device, and whether a machine sent it.
pub(super) fn name_agent(gate: &Admission, draft: &mut Draft) -> Result<(), Objection> {
    let agent = gate.enricher.agent(draft.user_agent.as_deref());
    let event = &mut draft.event;
    event.verdict = agent.verdict;
    // A machine's name is no person's secret.
    let is_named =
        agent.is_listed || !agent.verdict.counts() || gate.rare_names.is_a_crowds(&agent.browser, draft.ip);
    if is_named {
        (event.browser, event.browser_version) = (agent.browser.clone(), agent.browser_version.clone());
    }
    (event.os, event.os_version, event.device) = (agent.os.clone(), agent.os_version.clone(), agent.device);
    Ok(())
}

/// Names the referring place. A spammer's view is a machine's, whatever its user agent says.
pub(super) fn name_source(gate: &Admission, draft: &mut Draft) -> Result<(), Objection> {
    let given = &draft.raw.referrer;
    let referring = gate.enricher.referring(&given[..given.floor_char_boundary(MAX_REFERRER)]);
    let event = &mut draft.event;
    let referrer = referring.referrer.as_ref();
    let referrer = referrer.filter(|from| from.host != OWN_MACHINE || event.hostname == OWN_MACHINE);
    let is_own = referrer.is_some_and(|from| {
        !from.is_app && (from.host == event.hostname || draft.site.owns_host(&from.host))
    });
    let foreign = referrer.filter(|_| !is_own);
    if event.verdict.counts() && foreign.is_some() && referring.is_spammer {
        event.verdict = Verdict::Bot(BotReason::Spam);
    }
    mark_paid_click(foreign, &mut event.utm);
    let place = referring.place.as_ref().filter(|_| referrer.is_some());
    let source = choose_source(place, is_own, &event.utm);
    (event.source, event.channel) = (clean(&source.name, 256), source.channel);
    event.referrer = foreign.map_or(SmolStr::default(), |from| from.page.clone());
    Ok(())
}

/// Finds the sender's country, which the site may have blocked, and the reader's language.
pub(super) fn find_place(gate: &Admission, draft: &mut Draft) -> Result<(), Objection> {
    if let Some(ip) = draft.ip {
        let place = gate.enricher.place(ip);
        if draft.site.rules.blocks_country(&place.country) {
            return Err((DropReason::Blocked, "the site takes no events from this country".into()));
        }
        (draft.event.country, draft.event.region, draft.event.city) =
            (place.country, place.region, place.city);
        if draft.event.verdict.counts() && gate.enricher.is_datacentre(ip) {
            draft.event.verdict = Verdict::Bot(BotReason::Datacentre);
        }
    }
    draft.event.reader_lang = first_language(&draft.sender.languages);
    Ok(())
}

/// Links the events of one reader within a day, unless the reader asked not to be linked.
pub(super) fn hash_reader(gate: &Admission, draft: &mut Draft) -> Result<(), Objection> {
    let salt = gate.salts.salt_at(draft.event.time, draft.sender.received_at);
    draft.event.reader = hash_under(&salt, draft);
    Ok(())
}

/// The reader's id under a salt; `None` where the reader is not to be linked.
pub(super) fn hash_under(salt: &Salt, draft: &Draft) -> Option<ReaderId> {
    let ip = draft.ip.filter(|_| !draft.sender.unlinked)?;
    let domain = foreign_domain(&draft.site, &draft.event.hostname);
    let user_agent = draft.user_agent.as_deref().unwrap_or_default();
    Some(ReaderId::new(salt, &draft.site.name, domain, ip, user_agent))
}

/// The registrable domain of a host that is not the site's own; empty for its own and for those beside and below it.
fn foreign_domain<'a>(site: &Site, host: &'a str) -> &'a str {
    // Nearly all are the site's own, which need no look into the list.
    if site.owns_host(host) {
        return "";
    }
    let domain = registrable_domain(host);
    if domain == registrable_domain(site.name.as_str()) { "" } else { domain }
}

/// What somebody can have registered, by the public list of suffixes: `news.example` of `m.news.example`. An address, and
/// what is no name, stands for itself.
fn registrable_domain(host: &str) -> &str {
    match host.parse::<IpAddr>() {
        Ok(_) => host,
        Err(_) => psl::domain_str(host).unwrap_or(host),
    }
}

/// The language of the greatest weight, which browsers list first: `az` of `az-AZ,ru;q=0.8`.
fn first_language(accepted: &str) -> SmolStr {
    let first = accepted.split([',', ';', '-', '_']).next().unwrap_or_default().trim();
    if (2..=3).contains(&first.len()) && first.bytes().all(|byte| byte.is_ascii_alphabetic()) {
        SmolStr::new(first.to_ascii_lowercase())
    } else {
        SmolStr::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_language_is_a_code_or_nothing() {
        for (accepted, expect) in [
            ("az-AZ,az;q=0.9,ru;q=0.8", "az"),
            ("RU", "ru"),
            ("*", ""),
            ("", ""),
            ("<script>", ""),
            ("x-klingon", ""),
        ] {
            assert_eq!(first_language(accepted), expect, "{accepted}");
        }
    }

    #[test]
    fn own_hosts_share_their_readers_and_unrelated_ones_do_not() {
        let mut site = Site::new("news.example".parse().unwrap(), "Asia/Baku").unwrap();
        site.hostnames.push("news.az".into());
        for (host, expect) in [
            ("news.example", ""),
            ("news.az", ""),
            ("m.news.example", ""),
            ("a-host.com", "a-host.com"),
            ("sub.a-host.com", "a-host.com"),
            ("foo.netlify.app", "foo.netlify.app"),
            ("bar.co.uk", "bar.co.uk"),
            ("192.0.2.7", "192.0.2.7"),
            ("(none)", "(none)"),
        ] {
            assert_eq!(foreign_domain(&site, host), expect, "{host}");
        }
    }
}
