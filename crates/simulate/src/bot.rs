//! Machines that fetch pages: at all hours alike, and old articles as gladly as new ones.

use rand::RngExt;
use smol_str::SmolStr;
use tiraj_model::{BotReason, Device, Event, ReaderId, Site, Verdict};

use crate::draw::{Dice, by_weight, mix};
use crate::hour::moment;
use crate::page::Pages;
use crate::schedule::Slot;

/// A machine as the log shows it.
struct Bot {
    reason: BotReason,
    country: &'static str,
}

const BOTS: &[(u32, Bot)] = &[
    (58, Bot { reason: BotReason::Declared, country: "US" }),
    (10, Bot { reason: BotReason::Declared, country: "IE" }),
    (8, Bot { reason: BotReason::Declared, country: "RU" }),
    (9, Bot { reason: BotReason::Library, country: "DE" }),
    (5, Bot { reason: BotReason::Library, country: "SG" }),
    (6, Bot { reason: BotReason::Automated, country: "US" }),
    (4, Bot { reason: BotReason::Empty, country: "" }),
];

/// How many machines of a kind come on a day.
const FLEET: u64 = 40;

/// The view of a machine in that hour.
pub(crate) fn visit(site: &Site, slot: &Slot, pages: &Pages, dice: &mut Dice) -> Event {
    let hour = &slot.hour;
    let known = pages.articles.partition_point(|page| page.published < hour.end);
    let choice = dice.random_range(0..known + pages.fronts.len());
    let page = pages.articles[..known].get(choice).unwrap_or_else(|| &pages.fronts[choice - known]);
    let time = dice.random_range(page.published.max(hour.start)..hour.end);
    let bot = by_weight(BOTS, dice);
    let machine = mix(dice.random_range(0..FLEET) ^ mix(bot.reason as u64) ^ mix(hour.day.unsigned_abs()));
    Event {
        reader: Some(ReaderId::from_hash(machine)),
        verdict: Verdict::Bot(bot.reason),
        country: SmolStr::new_static(bot.country),
        device: Device::Unknown,
        ..Event::view(site.name.clone(), moment(time), &page.path)
    }
}
