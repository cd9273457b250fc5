//! Hours that are near one another, computed by one statement.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use tiraj_store::StaleHour;

/// The longest stretch that is recomputed by one statement: bounded memory, and never many partitions.
const LONGEST: SignedDuration = SignedDuration::from_hours(31 * 24);

/// The longest gap that one statement reads across: days are computed as a whole, so that several stretches within one would compute
/// it several times.
const GAP: SignedDuration = SignedDuration::from_hours(24);

/// From how many touched hours on gaps of any length are read across: after an import over years, one statement a
/// month is better than one an hour.
const MANY: usize = 200;

/// A stretch of near hours of one site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Stretch {
    pub(crate) from: Timestamp,
    pub(crate) to: Timestamp,
    /// How many of its hours are stale.
    pub(crate) hours: usize,
    /// The notes of all of them, each once.
    pub(crate) notes: Vec<u64>,
}

/// Near hours as stretches, by site. The hours of a site come in order.
pub(crate) fn join_hours(hours: Vec<StaleHour>) -> BTreeMap<String, Vec<Stretch>> {
    let gap = if hours.len() < MANY { GAP } else { LONGEST };
    let mut sites: BTreeMap<String, Vec<Stretch>> = BTreeMap::new();
    for StaleHour { hour, notes } in hours {
        let (from, to) = (hour.hour, hour.end());
        let stretches = sites.entry(hour.site).or_default();
        match stretches.last_mut() {
            Some(last) if from.duration_since(last.to) <= gap && to.duration_since(last.from) <= LONGEST => {
                last.to = to;
                last.hours += 1;
                last.notes.extend(notes);
            }
            _ => stretches.push(Stretch { from, to, hours: 1, notes }),
        }
    }
    for stretch in sites.values_mut().flatten() {
        stretch.notes.sort_unstable();
        stretch.notes.dedup();
    }
    sites
}

#[cfg(test)]
mod tests {
    use tiraj_store::SiteHour;

    use super::*;

    fn hour(site: &str, time: &str, note: u64) -> StaleHour {
        StaleHour { hour: SiteHour::of(site, time.parse().unwrap()), notes: vec![1, note] }
    }

    /// As many hours of a site as asked, so far apart.
    fn hours(start: &str, count: i64, every: i64) -> Vec<StaleHour> {
        let start: Timestamp = start.parse().unwrap();
        let at = |number| SiteHour::of("a", start + SignedDuration::from_hours(number * every));
        (0..count).map(|number| StaleHour { hour: at(number), notes: vec![1] }).collect()
    }

    #[test]
    fn near_hours_become_one_stretch_with_the_notes_of_all() {
        let joined = join_hours(vec![
            hour("a", "2026-11-23T10:59:00Z", 3),
            hour("a", "2026-11-23T11:00:00Z", 2),
            hour("a", "2026-11-23T15:00:00Z", 4),
            hour("a", "2026-11-24T17:00:00Z", 5),
            hour("b", "2026-11-23T12:00:00Z", 6),
        ]);
        assert_eq!((joined["a"].len(), joined["b"].len()), (2, 1));
        let first = &joined["a"][0];
        assert_eq!(first.to.to_string(), "2026-11-23T16:00:00Z");
        assert_eq!((first.hours, &first.notes[..]), (3, &[1, 2, 3, 4][..]));
    }

    #[test]
    fn a_long_stretch_is_cut() {
        assert_eq!(join_hours(hours("2026-01-01T00:00:00Z", 40 * 24, 1))["a"].len(), 2);
    }

    #[test]
    fn scattered_hours_of_years_become_a_stretch_a_month() {
        assert!(join_hours(hours("2016-01-01T00:00:00Z", 3_650, 24))["a"].len() < 130);
    }
}
