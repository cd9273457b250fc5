//! The steps of admission, in their order.

use std::time::Duration;

use jiff::Timestamp;
use smol_str::SmolStr;
use tiraj_model::{DropReason, EventId, EventKind, PageError, PageUrl, ReaderId};

use super::{Admission, Draft, Objection, Step, article};
use crate::enrich::{find_source, judge_agent, parse_referrer, read_agent};

/// How far back the time of an event may lie. Not longer than event ids are remembered, so that no repeat slips through.
pub const MAX_AGE: Duration = Duration::from_hours(24);
/// How far a sender's clock may run ahead.
pub const MAX_AHEAD: Duration = Duration::from_mins(5);

/// The longest id, in bytes.
const MAX_ID: usize = 128;
/// The longest name of a custom event, in characters.
const MAX_NAME: usize = 120;
/// What is read of a referrer, in bytes; its query, which makes it long, is not kept anyway.
const MAX_REFERRER: usize = 4_096;
/// The properties that are kept.
const MAX_PROPS: usize = 30;
/// The longest property key and value, in bytes.
const MAX_PROP: (usize, usize) = (300, 2_000);

/// Times that the store can hold, in milliseconds: 1900 to 2299.
const STORABLE: std::ops::Range<i64> = -2_208_988_800_000..10_413_792_000_000;

/// After the site, everything else in this order.
pub(super) const STEPS: &[Step] = &[
    ("limits", check_limits),
    ("page", parse_page),
    ("kind", check_kind),
    ("time", settle_time),
    ("verdict", judge),
    ("source", name_source),
    ("agent", name_agent),
    ("reader", hash_reader),
    ("props", keep_props),
    ("article", article::describe),
];

fn check_limits(_: &Admission, draft: &mut Draft) -> Result<(), Objection> {
    let too_long = |message: String| Err((DropReason::TooLong, message));
    if draft.raw.id.len() > MAX_ID {
        return too_long(format!("`id` is longer than {MAX_ID} bytes; send a UUID or the like"));
    }
    if draft.raw.name.chars().count() > MAX_NAME {
        return too_long(format!("`name` is longer than {MAX_NAME} characters; shorten it"));
    }
    if draft.raw.props.iter().any(|(key, value)| key.len() > MAX_PROP.0 || value.len() > MAX_PROP.1) {
        return too_long(
            "a property is longer than 300 bytes (key) or 2,000 bytes (value); shorten it".into(),
        );
    }
    if !draft.raw.id.is_empty() {
        draft.event.id = Some(EventId::new(&draft.site.name, draft.raw.id.as_bytes()));
    }
    Ok(())
}

fn parse_page(_: &Admission, draft: &mut Draft) -> Result<(), Objection> {
    let page = PageUrl::parse(&draft.raw.url).map_err(|error| match error {
        PageError::TooLong => (DropReason::TooLong, error.to_string()),
        PageError::NotHttp => (DropReason::BadUrl, error.to_string()),
    })?;
    draft.event.hostname = page.hostname.clone();
    draft.event.path = page.path.clone();
    draft.event.utm = page.utm.clone();
    draft.page = Some(page);
    Ok(())
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

/// Takes the sender's time. One that nobody vouches for is moved into the window of [`MAX_AGE`] and [`MAX_AHEAD`]
/// rather than refused: the reader was there, only the clock or the queue is wrong.
fn settle_time(_: &Admission, draft: &mut Draft) -> Result<(), Objection> {
    let Some(given) = draft.raw.ts else { return Ok(()) };
    let received = draft.sender.received_at;
    let ahead = received.as_millisecond() + MAX_AHEAD.as_millis() as i64;
    let behind = received.as_millisecond() - MAX_AGE.as_millis() as i64;
    let settled = match given {
        _ if !draft.sender.trusted && given > ahead => received.as_millisecond(),
        _ if !draft.sender.trusted => given.max(behind),
        _ if given <= ahead && STORABLE.contains(&given) => given,
        _ => {
            let message =
                format!("`ts` {given} is in the future or before 1900; send milliseconds since 1970");
            return Err((DropReason::Time, message));
        }
    };
    draft.event.time = Timestamp::from_millisecond(settled).unwrap_or(received);
    Ok(())
}

fn judge(_: &Admission, draft: &mut Draft) -> Result<(), Objection> {
    draft.event.verdict = judge_agent(draft.sender.user_agent.as_deref());
    Ok(())
}

fn name_source(_: &Admission, draft: &mut Draft) -> Result<(), Objection> {
    let given = &draft.raw.referrer;
    let referrer = parse_referrer(&given[..given.floor_char_boundary(MAX_REFERRER)]);
    let event = &mut draft.event;
    let is_own = referrer.as_ref().is_some_and(|from| {
        !from.is_app && (from.host == event.hostname || draft.site.owns_host(&from.host))
    });
    let source = find_source(referrer.as_ref(), is_own, &event.utm);
    (event.source, event.channel) = (clean(&source.name, 256), source.channel);
    event.referrer = referrer.filter(|_| !is_own).map_or(SmolStr::default(), |from| from.page);
    Ok(())
}

fn name_agent(_: &Admission, draft: &mut Draft) -> Result<(), Objection> {
    let Some(text) = &draft.sender.user_agent else { return Ok(()) };
    let agent = read_agent(text);
    let event = &mut draft.event;
    (event.browser, event.browser_version) = (agent.browser, agent.browser_version);
    (event.os, event.os_version, event.device) = (agent.os, agent.os_version, agent.device);
    Ok(())
}

fn hash_reader(gate: &Admission, draft: &mut Draft) -> Result<(), Objection> {
    let Some(ip) = draft.sender.ip.filter(|_| !draft.sender.unlinked) else { return Ok(()) };
    let salt = gate.salts.salt_at(draft.event.time, draft.sender.received_at);
    let user_agent = draft.sender.user_agent.as_deref().unwrap_or_default();
    draft.event.reader = Some(ReaderId::new(&salt, &draft.site.name, ip, user_agent));
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
    text.trim().chars().filter(|c| !c.is_control()).take(most).collect()
}
