//! A reader's visit: pages one after another, read more or less, and now and then shared.

use rand::RngExt;
use rand_distr::{Distribution, LogNormal};
use smol_str::SmolStr;
use tiraj_model::{Channel, Event, EventKind, Platform, ShareNetwork, Site, Utm};

use crate::arrival;
use crate::attention::Choice;
use crate::audience::Reader;
use crate::draw::{Dice, by_weight};
use crate::hour::moment;
use crate::language::Lang;
use crate::page::Page;
use crate::schedule::Slot;

/// The probability that a page is read long enough to be noticed.
const ENGAGED: f64 = 0.52;
/// The probability that a page is shared.
const SHARED: f64 = 0.022;
/// The probability that a reader opens a further page.
const GOES_ON: f64 = 0.24;
/// Median and spread of engaged time: 38 seconds, one in six over 90.
const ENGAGED_MS: (f64, f64) = (38_000.0, 0.9);

const PHONE_SHARES: &[(u32, ShareNetwork)] = &[
    (30, ShareNetwork::Whatsapp),
    (28, ShareNetwork::Telegram),
    (14, ShareNetwork::Facebook),
    (10, ShareNetwork::CopyLink),
    (9, ShareNetwork::Native),
    (3, ShareNetwork::X),
    (3, ShareNetwork::Instagram),
    (2, ShareNetwork::Viber),
    (1, ShareNetwork::CopyText),
];
const DESK_SHARES: &[(u32, ShareNetwork)] = &[
    (26, ShareNetwork::CopyLink),
    (24, ShareNetwork::Facebook),
    (18, ShareNetwork::Telegram),
    (9, ShareNetwork::Whatsapp),
    (7, ShareNetwork::X),
    (6, ShareNetwork::Linkedin),
    (4, ShareNetwork::Email),
    (4, ShareNetwork::Print),
    (2, ShareNetwork::CopyText),
];

/// A visit that has come to a page.
#[derive(Debug)]
pub(crate) struct Visit<'a> {
    reader: Reader,
    page: &'a Page,
    is_front: bool,
    /// The view of the page.
    view: Event,
    /// The time that the visit has reached, in milliseconds since 1970.
    now: i64,
}

impl<'a> Visit<'a> {
    /// A reader comes to a page in that hour.
    pub(crate) fn begin(site: &Site, slot: &Slot, choice: Choice<'a>, dice: &mut Dice) -> Self {
        let Choice { page, post } = choice;
        let hour = &slot.hour;
        let is_front = is_front(page);
        let reader = Reader::draw(slot, page.lang, dice);
        let way = arrival::draw(post.is_some(), is_front, dice);
        // What a post brings comes mostly at once; of the rest, any moment is as good as another.
        let earliest = page.published.max(post.map_or(i64::MIN, |post| post.at)).max(hour.start);
        let chance: f64 = dice.random();
        let chance = if post.is_some() { chance * chance } else { chance };
        let now = earliest + ((hour.end - earliest) as f64 * chance) as i64;
        let mut view = Event {
            platform: way.platform,
            referrer: SmolStr::new_static(way.referrer),
            source: SmolStr::new_static(way.source),
            channel: way.channel,
            utm: way.utm(),
            ..Event::view(site.name.clone(), moment(now), "")
        };
        view.path = page.path.clone();
        reader.sign(&mut view);
        Self { reader, page, is_front, view, now }
    }

    /// The view of the page.
    pub(crate) fn view(&self) -> Event {
        self.view.clone()
    }

    /// The language that the reader reads in.
    pub(crate) fn lang(&self) -> Lang {
        self.page.lang
    }

    /// What the reader does on the page.
    pub(crate) fn read(&mut self, dice: &mut Dice) -> impl Iterator<Item = Event> + use<> {
        let engaged = dice.random_bool(ENGAGED).then(|| self.engage(dice));
        let shared = (!self.is_front && dice.random_bool(SHARED)).then(|| self.share(dice));
        engaged.into_iter().chain(shared)
    }

    fn engage(&mut self, dice: &mut Dice) -> Event {
        let (median, spread) = ENGAGED_MS;
        let drawn = LogNormal::new(median.ln(), spread).map_or(median, |curve| curve.sample(dice));
        let engaged_ms = drawn.clamp(1_500.0, 1_200_000.0) as u32;
        self.now += i64::from(engaged_ms) + dice.random_range(0..8_000);
        // Who reads longer comes further down, up to the end after some two minutes.
        let reached = f64::from(engaged_ms) / 120_000.0 + dice.random_range(0.08..0.45);
        let scroll = (reached.min(1.0) * 100.0) as u8;
        Event { engaged_ms, scroll, ..self.event(EventKind::Engage, "engagement") }
    }

    fn share(&mut self, dice: &mut Dice) -> Event {
        self.now += dice.random_range(500..15_000);
        let table = if self.reader.has_phone() { PHONE_SHARES } else { DESK_SHARES };
        Event { network: Some(*by_weight(table, dice)), ..self.event(EventKind::Share, "share") }
    }

    fn event(&self, kind: EventKind, name: &'static str) -> Event {
        Event { kind, name: SmolStr::new_static(name), time: moment(self.now), ..self.view.clone() }
    }

    /// Whether the reader opens a further page.
    pub(crate) fn goes_on(&self, dice: &mut Dice) -> bool {
        dice.random_bool(GOES_ON)
    }

    /// Opens a further page and gives its view.
    pub(crate) fn open(&mut self, next: &'a Page, dice: &mut Dice) -> Event {
        self.now = self.now.max(next.published) + dice.random_range(2_000..40_000);
        self.view = Event {
            time: moment(self.now),
            platform: Platform::Web,
            path: next.path.clone(),
            referrer: self.page.referrer.clone(),
            source: SmolStr::default(),
            channel: Channel::Internal,
            utm: Utm::default(),
            ..self.view.clone()
        };
        self.page = next;
        self.is_front = is_front(next);
        self.view.clone()
    }
}

/// Front pages have always been there.
fn is_front(page: &Page) -> bool {
    page.published == i64::MIN
}
