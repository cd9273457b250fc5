//! The steps of admission, in their order.

use std::time::Duration;

use jiff::Timestamp;
use smol_str::SmolStr;
use tiraj_model::{DropReason, EventId, EventKind, PageError, PageUrl};
use url::Url;

use super::sender::Trust;
use super::{Admission, Draft, Objection, Step, article, origin, pace, visit};

/// How far back the time of an event may lie. Not longer than event ids are remembered, so that no repeat slips through.
pub const MAX_AGE: Duration = Duration::from_hours(24);
/// How far a sender's clock may run ahead.
pub const MAX_AHEAD: Duration = Duration::from_mins(5);

/// The longest id, in characters.
const MAX_ID: usize = 128;
/// The longest name of a custom event, in characters.
const MAX_NAME: usize = 120;
/// The properties that are kept.
const MAX_PROPS: usize = 30;
/// The longest property key and value, in characters.
const MAX_PROP: (usize, usize) = (300, 2_000);
/// The longest user agent that a trusted sender tells, in characters.
const MAX_USER_AGENT: usize = 2_000;

/// Times that the store can hold, in milliseconds: 1900 to 2299.
const STORABLE: std::ops::Range<i64> = -2_208_988_800_000..10_413_792_000_000;

/// After the site, everything else in this order.
pub(super) const STEPS: &[Step] = &[
    ("rate", check_rate),
    ("limits", check_limits),
    ("trust", settle_trust),
    ("page", parse_page),
    ("rules", apply_rules),
    ("kind", check_kind),
    ("time", settle_time),
    ("agent", origin::name_agent),
    ("source", origin::name_source),
    ("place", origin::find_place),
    ("reader", origin::hash_reader),
    ("visit", visit::join_visit),
    ("pace", pace::judge_pace),
    ("props", keep_props),
    ("article", article::describe),
];

/// Holds a site to its rate. An import brings the past, which has no rate.
fn check_rate(gate: &Admission, draft: &mut Draft) -> Result<(), Objection> {
    let (Some(most), false) = (draft.site.rules.events_per_minute, draft.sender.trust == Trust::Import)
    else {
        return Ok(());
    };
    gate.rates.take(&draft.site.name, most, draft.sender.received_at).map_err(|_| {
        (DropReason::RateLimited, format!("the site takes {most} events a minute; send this one again later"))
    })
}

fn check_limits(_: &Admission, draft: &mut Draft) -> Result<(), Objection> {
    let too_long = |message: String| Err((DropReason::TooLong, message));
    if exceeds(&draft.raw.id, MAX_ID) {
        return too_long(format!("`id` is longer than {MAX_ID} characters; send a UUID or the like"));
    }
    if exceeds(&draft.raw.name, MAX_NAME) {
        return too_long(format!("`name` is longer than {MAX_NAME} characters; shorten it"));
    }
    if draft.raw.props.iter().any(|(key, value)| exceeds(key, MAX_PROP.0) || exceeds(value, MAX_PROP.1)) {
        return too_long(
            "a property is longer than 300 characters (key) or 2,000 characters (value); shorten it".into(),
        );
    }
    if draft.raw.user_agent.as_ref().is_some_and(|agent| exceeds(agent, MAX_USER_AGENT)) {
        return too_long(format!("`user_agent` is longer than {MAX_USER_AGENT} characters; cut it"));
    }
    if !draft.raw.id.is_empty() {
        draft.event.id = Some(EventId::new(&draft.site.name, draft.raw.id.as_bytes()));
    }
    Ok(())
}

/// Whether a text has more characters than that. Most have fewer bytes, and need no counting.
fn exceeds(text: &str, most: usize) -> bool {
    text.len() > most && text.chars().count() > most
}

/// Whose address and user agent the event has: the sender's own, or for a trusted sender those that it tells. A trusted
/// sender that tells none is a server and no reader.
fn settle_trust(_: &Admission, draft: &mut Draft) -> Result<(), Objection> {
    draft.is_trusted = draft.sender.trust.covers(&draft.site.name);
    let speaks_for_others = draft.raw.ip.is_some() || draft.raw.user_agent.is_some();
    match draft.sender.trust {
        // Taking such an event for a stranger's would hide the mistake and count a server as a reader.
        Trust::Token(_) if !draft.is_trusted => {
            let message =
                format!("the token does not speak for the site {}; use one that does", draft.site.name);
            return Err((DropReason::Untrusted, message));
        }
        _ if speaks_for_others && !draft.is_trusted => {
            let message = "`ip` and `user_agent` are taken only with a token of the site; make one with \
                           `tiraj token create` and send it as `Authorization: Bearer …`, or leave them out";
            return Err((DropReason::Untrusted, message.into()));
        }
        Trust::Token(_) => {
            (draft.ip, draft.user_agent) = (draft.raw.ip, draft.raw.user_agent.take());
        }
        _ => (draft.ip, draft.user_agent) = (draft.sender.ip, draft.sender.user_agent.clone()),
    }
    Ok(())
}

fn parse_page(gate: &Admission, draft: &mut Draft) -> Result<(), Objection> {
    let page = gate.known_pages.read(&draft.raw.url, draft.raw.hash_mode).map_err(|error| match error {
        PageError::TooLong => (DropReason::TooLong, error.to_string()),
        PageError::NoPage => (DropReason::BadUrl, error.to_string()),
    })?;
    let PageUrl { hostname, path, utm } = &*page;
    (draft.event.hostname, draft.event.path, draft.event.utm) = (hostname.clone(), path.clone(), utm.clone());
    Ok(())
}

/// The site's own rules. Where it names its hosts, a page of another site may not speak for them either.
fn apply_rules(_: &Admission, draft: &mut Draft) -> Result<(), Objection> {
    let rules = &draft.site.rules;
    let refuse = |reason, message: &str| Err((reason, message.to_owned()));
    if rules.is_closed_at(draft.sender.received_at) {
        return refuse(DropReason::Closed, "the site takes no more events");
    }
    if !rules.allows_host(&draft.event.hostname) {
        return refuse(
            DropReason::Hostname,
            "the hostname is none of the site's; allow it with `tiraj site set --allow-host`",
        );
    }
    if !draft.is_trusted && !comes_from_allowed_page(draft) {
        return refuse(DropReason::Origin, "the request comes from a page of another site");
    }
    if draft.ip.is_some_and(|ip| rules.blocks_address(ip)) {
        return refuse(DropReason::Blocked, "the site takes no events from this address");
    }
    if rules.blocks_path(&draft.event.path) {
        return refuse(DropReason::Blocked, "the site does not count this page");
    }
    Ok(())
}

fn comes_from_allowed_page(draft: &Draft) -> bool {
    if draft.site.rules.allowed_hosts.is_empty() {
        return true;
    }
    // Applications and privacy modes send `null`, which names no site.
    let origin = Url::parse(&draft.sender.origin).ok();
    origin.as_ref().and_then(Url::host_str).is_none_or(|host| draft.site.rules.allows_host(host))
}

fn check_kind(_: &Admission, draft: &mut Draft) -> Result<(), Objection> {
    let missing = |message: &str| Err((DropReason::MissingField, message.to_owned()));
    let (raw, event) = (&draft.raw, &mut draft.event);
    event.kind = raw.kind;
    event.platform = raw.platform;
    event.tracker_version = clean(&raw.tracker_version, 32);
    event.name = match raw.kind {
        EventKind::View => SmolStr::new_static("pageview"),
        EventKind::Engage => SmolStr::new_static("engagement"),
        EventKind::Share => SmolStr::new_static("share"),
        EventKind::Custom => clean(&raw.name, MAX_NAME),
    };
    match raw.kind {
        EventKind::Custom if event.name.is_empty() => {
            return missing("`name` is missing; a custom event needs one");
        }
        EventKind::Share if raw.network.is_none() => {
            return missing("`share.network` is missing; a share needs it, `other` if nothing fits");
        }
        EventKind::Share => event.network = raw.network,
        EventKind::Engage => (event.engaged_ms, event.scroll) = (raw.engaged_ms, raw.scroll),
        EventKind::View | EventKind::Custom => {}
    }
    Ok(())
}

/// Takes the sender's time. One that nobody vouches for is moved to the gate's greatest age, or from further ahead than
/// [`MAX_AHEAD`] to now, rather than refused: the reader was there, only the clock or the queue is wrong.
fn settle_time(gate: &Admission, draft: &mut Draft) -> Result<(), Objection> {
    let Some(given) = draft.raw.ts else { return Ok(()) };
    let received = draft.sender.received_at;
    let ahead = received.as_millisecond() + MAX_AHEAD.as_millis() as i64;
    let behind = received.as_millisecond() - gate.max_age.as_millis() as i64;
    let settled = match given {
        _ if !draft.is_trusted && given > ahead => received.as_millisecond(),
        _ if !draft.is_trusted => given.max(behind),
        _ if given <= ahead && STORABLE.contains(&given) => given,
        _ => {
            let message =
                format!("`ts` {given} is in the future or before 1900; send milliseconds since 1970");
            return Err((DropReason::Time, message));
        }
    };
    draft.event.time = Timestamp::from_millisecond(settled).unwrap_or(received);
    if draft.site.rules.is_too_old(draft.event.time, received) {
        let message = "the site does not keep events for so long; see `tiraj site set --keep-days`";
        return Err((DropReason::Time, message.into()));
    }
    Ok(())
}

fn keep_props(_: &Admission, draft: &mut Draft) -> Result<(), Objection> {
    let props = draft.raw.props.iter().take(MAX_PROPS);
    draft.event.props =
        props.map(|(key, value)| (clean(key, MAX_PROP.0), clean(value, MAX_PROP.1))).collect();
    Ok(())
}

/// A text without control characters and surrounding blanks, at most `most` characters of it.
pub(super) fn clean(text: &str, most: usize) -> SmolStr {
    let text = text.trim_matches(|c: char| c.is_whitespace() || c.is_control());
    // Nearly every text is short and clean, and is copied as it is. 0xC2 begins the controls beyond ASCII.
    if text.len() <= most && text.bytes().all(|byte| byte >= b' ' && byte != 0x7f && byte != 0xC2) {
        return SmolStr::new(text);
    }
    text.chars().filter(|c| !c.is_control()).take(most).collect()
}
