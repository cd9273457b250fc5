//! When articles came out, and what their first day brought.

use std::collections::HashMap;

use jiff::tz::TimeZone;
use serde::Serialize;

use crate::peers::{Peers, median};

/// How many hours of the clock are told as one.
pub const HOURS: u8 = 3;
/// Of fewer articles nothing is told.
const FEWEST: usize = 8;

/// Articles that came out in some hours of the day.
///
/// What an article's first day brought is measured by the hours that it was out, and by the median of its section: 1.2 is a fifth
/// more than its section's usual. That tells when what was good came out, not that the hour made it good.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct PublishingHour {
    /// The first of the hours, by the site's clock.
    pub hour: u8,
    /// How many articles.
    pub articles: usize,
    /// The median of what their first day brought, as times of their section's usual.
    pub times: f64,
}

/// The hours of the day in which enough came out, in their order.
pub(super) fn hours(peers: &Peers, zone: &TimeZone) -> Vec<PublishingHour> {
    let usual = usual(peers);
    let mut told: [Vec<f64>; 24 / HOURS as usize] = Default::default();
    for peer in peers.all() {
        let hour = peer.published.to_zoned(zone.clone()).hour() as u8;
        let usual = usual.get(peer.section.as_str()).copied().filter(|usual| *usual > 0.0);
        if let (Some(rate), Some(usual)) = (peer.day_rate(), usual) {
            told[usize::from(hour / HOURS)].push(rate / usual);
        }
    }
    let row = |(at, mut times): (usize, Vec<f64>)| {
        times.sort_by(f64::total_cmp);
        let hour = PublishingHour { hour: at as u8 * HOURS, articles: times.len(), times: median(&times) };
        (times.len() >= FEWEST).then_some(hour)
    };
    told.into_iter().enumerate().filter_map(row).collect()
}

/// The median of each section's rates at the age of a day.
fn usual(peers: &Peers) -> HashMap<&str, f64> {
    let mut sections: HashMap<&str, Vec<f64>> = HashMap::new();
    for peer in peers.all() {
        sections.entry(&peer.section).or_default().extend(peer.day_rate());
    }
    let median_of = |(section, mut rates): (_, Vec<f64>)| {
        rates.sort_by(f64::total_cmp);
        (section, median(&rates))
    };
    sections.into_iter().map(median_of).collect()
}
