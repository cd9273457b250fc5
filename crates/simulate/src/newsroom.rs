//! The newsroom as a whole: its settings, its articles, its events.

use jiff::Timestamp;
use tiraj_model::{Article, Event, Site};

use crate::draw::{Purpose, dice};
use crate::hour::{DAY, hours};
use crate::language::Lang;
use crate::page::{Pages, front};
use crate::publishing::Publishing;
use crate::schedule::{Slot, slots};
use crate::stream::Stream;

/// The longest history that is simulated: ten years.
const MAX_DAYS: u32 = 3_660;

/// What to simulate.
#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    /// The site, in whose time zone the newsroom lives.
    pub site: Site,
    /// The number that everything made up derives from.
    pub seed: u64,
    /// For how many days before `end` there are events; from 1 to 3,660, what lies outside is brought inside.
    pub days: u32,
    /// How many articles there are, each translation counted as one.
    pub articles: usize,
    /// How many events there are.
    pub events: u64,
    /// The moment before which everything happens.
    pub end: Timestamp,
}

/// A newsroom made up from its settings. Holds the articles in memory, and makes the events as they are asked for.
#[derive(Debug)]
pub struct Newsroom {
    settings: Settings,
    articles: Vec<Article>,
    pages: Pages,
    slots: Vec<Slot>,
}

impl Newsroom {
    /// Writes the articles and plans the hours. Some articles are older than the first event, since readers
    /// do not meet an empty site.
    #[must_use]
    pub fn new(settings: Settings) -> Self {
        let zone = settings.site.zone();
        let end = settings.end.as_millisecond();
        let days = i64::from(settings.days.clamp(1, MAX_DAYS));
        let start = end - days * DAY;
        let archive = (days / 4).clamp(1, 14) * DAY;
        let desk_hours = hours(start - archive, end, &zone);
        let desk = Publishing::new(&settings.site, &desk_hours, dice(settings.seed, Purpose::Publishing));
        let (articles, published) = desk.publish(settings.articles).into_iter().unzip();
        let pages = Pages { fronts: Lang::ALL.map(|lang| front(&settings.site, lang)), articles: published };
        let slots = slots(&hours(start, end, &zone), &pages, settings.events);
        Self { settings, articles, pages, slots }
    }

    /// The articles, in the order of publication, as the content system would register them.
    #[must_use]
    pub fn articles(&self) -> &[Article] {
        &self.articles
    }

    /// Exactly as many events as were asked for, hour by hour; within an hour in no order. Each call gives
    /// the same events. They carry no id and no description of their article ([`Self::articles`] has it).
    pub fn events(&self) -> impl ExactSizeIterator<Item = Event> + '_ {
        let dice = dice(self.settings.seed, Purpose::Reading);
        Stream::new(&self.settings.site, &self.pages, &self.slots, self.settings.end.as_millisecond(), dice)
    }
}
