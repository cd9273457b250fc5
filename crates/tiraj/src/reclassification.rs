//! Today's rules for verdict, source and channel, run over what is stored of an event.
//!
//! They are the rules of admission as far as the stored fields reach: of a referring page host and path are there, of a
//! user agent the name of the browser or machine. What cannot be known any more stays as it was judged.

use std::collections::BTreeMap;

use tiraj_enrich::{Referrer, find_source, is_spammer, judge_stored, parse_referrer};
use tiraj_model::{BotReason, Channel, Site, Utm, Verdict};
use tiraj_store::{Evidence, Reclassified};

/// What the rules say of a site's stored evidence, as a change; `None` where they say what is stored.
pub(crate) fn reclassify(site: &Site, stored: &Evidence) -> Option<Reclassified> {
    let referrer = read_referrer(&stored.referrer);
    let is_own = is_own(site, stored, referrer.as_ref());
    let source = find_source(referrer.as_ref(), is_own, &read_utm(stored));
    let verdict = judge(stored, referrer.as_ref().filter(|_| !is_own));
    let now = Reclassified {
        evidence: stored.evidence.clone(),
        verdict: verdict.as_str().to_owned(),
        source: source.name.trim().to_owned(),
        channel: source.channel.as_str().to_owned(),
    };
    let is_same =
        now.verdict == stored.verdict && now.source == stored.source && now.channel == stored.channel;
    (!is_same).then_some(now)
}

/// The stored address is without a scheme, except that of an application.
fn read_referrer(stored: &str) -> Option<Referrer> {
    if stored.contains("://") { parse_referrer(stored) } else { parse_referrer(&format!("https://{stored}")) }
}

/// Whether the referring page is the site's own. Such a page is not stored; its channel says that there was one.
fn is_own(site: &Site, stored: &Evidence, referrer: Option<&Referrer>) -> bool {
    match referrer {
        Some(from) => !from.is_app && (from.host == stored.page_host || site.owns_host(&from.host)),
        None => stored.channel == Channel::Internal.as_str(),
    }
}

fn read_utm(stored: &Evidence) -> Utm {
    Utm {
        source: stored.utm_source.as_str().into(),
        medium: stored.utm_medium.as_str().into(),
        campaign: stored.utm_campaign.as_str().into(),
        click_id: stored.click_id.as_str().into(),
        ..Utm::default()
    }
}

/// The verdict by the maker's name and the referrer. Spam was told by the referrer alone, so that without it the maker
/// was a person.
fn judge(stored: &Evidence, foreign: Option<&Referrer>) -> Verdict {
    let before = match stored.verdict.parse() {
        Ok(Verdict::Bot(BotReason::Spam)) | Err(_) => Verdict::Human,
        Ok(verdict) => verdict,
    };
    match judge_stored(&stored.browser, before) {
        Verdict::Human if foreign.is_some_and(|from| is_spammer(&from.host)) => Verdict::Bot(BotReason::Spam),
        verdict => verdict,
    }
}

/// How many events change from what to what.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Changes {
    /// Events that were looked at.
    pub(crate) events: u64,
    /// Those that change in any of the three.
    pub(crate) changed: u64,
    pub(crate) verdicts: Moves,
    pub(crate) channels: Moves,
    pub(crate) sources: Moves,
}

/// Events by their old and new value.
pub(crate) type Moves = BTreeMap<(String, String), u64>;

impl Changes {
    /// Counts the events of an evidence, and what becomes of them.
    pub(crate) fn count(&mut self, stored: &Evidence, now: Option<&Reclassified>) {
        self.events += stored.events;
        let Some(now) = now else { return };
        self.changed += stored.events;
        for (moves, from, to) in [
            (&mut self.verdicts, &stored.verdict, &now.verdict),
            (&mut self.channels, &stored.channel, &now.channel),
            (&mut self.sources, &stored.source, &now.source),
        ] {
            if from != to {
                *moves.entry((from.clone(), to.clone())).or_default() += stored.events;
            }
        }
    }
}

#[cfg(test)]
mod tests;
