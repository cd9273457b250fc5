//! How sound the figures are: the ledger, the machines, and by what views were reported.

use std::collections::BTreeMap;

use askama::Template;
use jiff::Timestamp;
use tiraj_model::{BotReason, DropReason, Platform, Site, Verdict};
use tiraj_reporting::notation;
use tiraj_store::Account;

use super::chrome::{Around, Chrome, Tab};
use super::pieces::{Card, percent_of};
use crate::DashboardError;
use crate::http::View;
use crate::report::Quality;

#[derive(Template)]
#[template(path = "dashboard/quality.html")]
struct Page {
    chrome: Chrome,
    /// Whether everything is accounted for; none where nothing was received.
    balanced: Option<bool>,
    cards: Vec<Card>,
    days: Vec<Day>,
    reasons: Vec<Count>,
    machines: Vec<Count>,
    crawlers: Vec<Crawler>,
    platforms: Vec<Count>,
}

struct Day {
    day: String,
    received: String,
    stored: String,
    dropped: String,
    pending: String,
    dead: String,
    lost: String,
    balanced: bool,
}

struct Count {
    label: &'static str,
    /// What is meant by it.
    note: &'static str,
    count: String,
    portion: String,
    width: u64,
}

struct Crawler {
    name: String,
    events: String,
    pages: String,
}

/// The page of data quality.
pub(crate) fn quality(
    quality: &Quality,
    view: View,
    (site, around): (&Site, &Around),
    now: Timestamp,
) -> Result<String, DashboardError> {
    let chrome = Chrome::new(site, around, Some(Tab::Quality), "Data quality");
    let page = Page {
        chrome: chrome.with_days(("/quality", view), &[], (site, now)),
        balanced: (quality.totals.received > 0).then_some(quality.is_balanced),
        cards: cards(&quality.totals),
        days: quality.days.iter().map(|(day, account)| Day::new(*day, account)).collect(),
        reasons: reasons(&quality.totals),
        machines: machines(quality),
        crawlers: crawlers(quality),
        platforms: platforms(quality),
    };
    Ok(page.render()?)
}

fn dropped(account: &Account) -> u64 {
    account.dropped.values().sum()
}

fn cards(totals: &Account) -> Vec<Card> {
    let of_all = |count: u64| notation::percent(count as f64 / totals.received.max(1) as f64);
    let card = |name, count, note| Card { name, value: notation::count(count), note };
    vec![
        card("Received", totals.received, "events that were answered for".to_owned()),
        card("Stored", totals.stored, format!("{} of them", of_all(totals.stored))),
        card("Left out", dropped(totals), format!("{} of them, by reason below", of_all(dropped(totals)))),
        card("On their way", totals.pending, "on disk, and not in the database yet".to_owned()),
    ]
}

impl Day {
    fn new(day: jiff::civil::Date, account: &Account) -> Self {
        Self {
            day: notation::weekday_date(day),
            received: notation::count(account.received),
            stored: notation::count(account.stored),
            dropped: notation::count(dropped(account)),
            pending: notation::count(account.pending),
            dead: notation::count(account.dead),
            lost: notation::count(account.lost),
            balanced: account.is_balanced(),
        }
    }
}

/// Counts as rows, the greatest first.
fn rows(counts: impl Iterator<Item = (&'static str, &'static str, u64)>) -> Vec<Count> {
    let mut counts: Vec<_> = counts.filter(|(.., count)| *count > 0).collect();
    counts.sort_by_key(|(label, _, count)| (std::cmp::Reverse(*count), *label));
    let greatest = counts.first().map_or(0, |(.., count)| *count);
    let total: u64 = counts.iter().map(|(.., count)| count).sum();
    let row = |(label, note, count): (&'static str, &'static str, u64)| Count {
        label,
        note,
        count: notation::count(count),
        portion: notation::percent(count as f64 / total.max(1) as f64),
        width: percent_of(count, greatest),
    };
    counts.into_iter().map(row).collect()
}

fn reasons(totals: &Account) -> Vec<Count> {
    rows(totals.dropped.iter().filter_map(|(reason, count)| {
        let reason: DropReason = reason.parse().ok()?;
        let (label, note) = reason_words(reason);
        Some((label, note, *count))
    }))
}

/// Why events are left out, for editors.
const fn reason_words(reason: DropReason) -> (&'static str, &'static str) {
    match reason {
        DropReason::Malformed => ("Unreadable", "no event that could be read"),
        DropReason::MissingField => ("Incomplete", "a field was missing"),
        DropReason::UnknownName => ("Unknown name", "an event or network that does not exist"),
        DropReason::UnknownSite => ("Unknown site", "the site is not registered here"),
        DropReason::BadUrl => ("No address", "the address is no page’s"),
        DropReason::TooLong => ("Too long", "a field was longer than it may be"),
        DropReason::Hostname => ("Other host", "a page of a host that the site does not allow"),
        DropReason::Origin => ("Other page", "sent by another site’s page"),
        DropReason::Blocked => ("Blocked", "by the site’s rules"),
        DropReason::Closed => ("Closed", "the site takes no more events"),
        DropReason::RateLimited => ("Too many", "more than the limit of a minute"),
        DropReason::Untrusted => ("Not allowed", "it needed a token"),
        DropReason::NoVisit => ("No visit", "reading that belongs to no view"),
        DropReason::Time => ("Wrong time", "too old, or of days that are kept no more"),
        DropReason::Duplicate => ("Repeated", "sent again, and counted once"),
        DropReason::DeadLetter => ("Given up", "refused by the database, and dropped by an operator"),
        DropReason::Removed => ("Taken out", "erased, or older than the site keeps events"),
        DropReason::NotAPage => ("No page", "a line of a log that is no view"),
    }
}

fn machines(quality: &Quality) -> Vec<Count> {
    let mut events = BTreeMap::<&str, u64>::new();
    for count in &quality.verdicts {
        *events.entry(&count.verdict).or_default() += count.events;
    }
    rows(events.into_iter().map(|(verdict, events)| {
        let (label, note) = if verdict == Verdict::Human.as_str() {
            ("People", "everything that other pages show")
        } else {
            verdict.parse().map_or(("Other", ""), machine_words)
        };
        (label, note, events)
    }))
}

/// What machines are, for editors.
const fn machine_words(reason: BotReason) -> (&'static str, &'static str) {
    match reason {
        BotReason::Declared => ("Crawlers", "they say so"),
        BotReason::Library => ("Programs", "an HTTP library or a command"),
        BotReason::Automated => ("Driven browsers", "a browser that a program drives"),
        BotReason::Empty => ("Nameless", "they say nothing of themselves"),
        BotReason::Ai => ("AI companies", "crawlers and fetchers, by name below"),
        BotReason::Datacentre => ("Data centres", "an address where no reader sits"),
        BotReason::Rate => ("Too fast", "more pages than a person reads"),
        BotReason::Spam => ("Spam", "a referrer that is known for it"),
    }
}

fn crawlers(quality: &Quality) -> Vec<Crawler> {
    let of_ai = quality.verdicts.iter().filter(|count| count.verdict == BotReason::Ai.as_str());
    let mut named: Vec<_> = of_ai.collect();
    named.sort_by_key(|count| (std::cmp::Reverse(count.events), &count.crawler));
    let row = |count: &&tiraj_store::VerdictCount| Crawler {
        name: count.crawler.clone(),
        events: notation::count(count.events),
        pages: notation::count(count.pages),
    };
    named.iter().map(row).collect()
}

fn platforms(quality: &Quality) -> Vec<Count> {
    rows(quality.platforms.iter().map(|count| {
        let (label, note) = count.platform.parse().map_or(("Other", ""), platform_words);
        (label, note, count.views)
    }))
}

/// By what views are reported, for editors.
const fn platform_words(platform: Platform) -> (&'static str, &'static str) {
    match platform {
        Platform::Web => ("Pages", "by the script on them"),
        Platform::Ios => ("iOS", "by the application"),
        Platform::Android => ("Android", "by the application"),
        Platform::Amp => ("AMP", "by the pixel"),
        Platform::InstantView => ("Instant View", "by the pixel"),
        Platform::Rss => ("Feeds", "by the pixel"),
        Platform::Server => ("Server logs", "imported, or sent by a server"),
    }
}
