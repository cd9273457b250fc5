//! How an article does beside those like it: what was to be expected of it at its age, and its score.
//!
//! An article's *rate* at an age is its views until then, divided by how much the site is usually read in just these hours
//! of the week (1 is a mean hour): what came out on a Sunday night is not blamed for the night. The *score* is the
//! part of articles of the same section and language that had a lower rate at the same age, those with the same
//! counted half, from 0 to 100. What was *expected* is the median of their rates, times the hours of its own.

use std::collections::HashMap;

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use serde::Serialize;

use crate::frame::Kind::{Count, Moment, Text};
use crate::frame::{self, Layout};
use crate::{ReportError, sums};

/// The ages at which articles are compared, in hours.
pub const AGES: [u32; 9] = [1, 2, 3, 6, 12, 24, 48, 72, 168];
/// From fewer articles than these nothing is said.
pub const FEWEST: usize = 15;

const LAYOUT: Layout = Layout {
    name: "article_ages",
    columns: &[
        ("path", Text),
        ("section", Text),
        ("lang", Text),
        ("published", Moment),
        ("h1", Count),
        ("h2", Count),
        ("h3", Count),
        ("h6", Count),
        ("h12", Count),
        ("h24", Count),
        ("h48", Count),
        ("h72", Count),
        ("h168", Count),
    ],
};
const COUNTS: [&str; AGES.len()] = ["h1", "h2", "h3", "h6", "h12", "h24", "h48", "h72", "h168"];
const SITE_HOURS: Layout = Layout { name: "site_hours", columns: &[("hour", Moment), ("views", Count)] };

/// With which articles one is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Group {
    /// Those of its section in its language.
    SectionAndLanguage,
    /// Those of its section.
    Section,
    /// All of the site.
    Site,
}

/// An article beside those like it.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Standing {
    /// The age at which it is compared, in hours.
    pub age_hours: u32,
    /// Its views until then.
    pub views: u64,
    /// How many were to be expected.
    pub expected: f64,
    /// The part of its peers that did worse, from 0 to 100.
    pub score: u8,
    /// How many peers there are.
    pub peers: usize,
    /// Who they are.
    pub group: Group,
}

/// The articles of some weeks at their ages.
#[derive(Debug, Clone)]
pub struct Peers {
    articles: Vec<Peer>,
    by_path: HashMap<String, usize>,
}

#[derive(Debug, Clone)]
pub(crate) struct Peer {
    pub(crate) section: String,
    pub(crate) lang: String,
    pub(crate) published: Timestamp,
    views: [u64; AGES.len()],
    /// How much the site is usually read until each age; none where the age is not reached.
    exposure: [Option<f64>; AGES.len()],
}

impl Peers {
    /// Reads `article_ages` (`path`, `section`, `lang`, `published`, `h1` to `h168`) and `site_hours` (`hour`, `views`) of the
    /// last weeks; hours before `until` are counted.
    ///
    /// # Errors
    /// A frame that is no Arrow stream, or lacks a column or has it in another type.
    pub fn read(
        ages: &[u8],
        site_hours: &[u8],
        zone: &TimeZone,
        until: Timestamp,
    ) -> Result<Self, ReportError> {
        let frame = frame::read(&LAYOUT, ages)?;
        let usual = Usual::read(site_hours, zone)?;
        let published = sums::times(&frame, "published")?;
        let rows = sums::rows(&frame, ["path", "section", "lang"], COUNTS)?;
        let mut articles = Vec::with_capacity(rows.len());
        let mut by_path = HashMap::with_capacity(rows.len());
        for (([path, section, lang], views), published) in rows.into_iter().zip(published) {
            let Ok(published) = Timestamp::from_millisecond(published) else { continue };
            by_path.insert(path, articles.len());
            let exposure = usual.exposures(published, until);
            articles.push(Peer { section, lang, published, views, exposure });
        }
        Ok(Self { articles, by_path })
    }

    /// How an article does at the greatest age that it has reached; none where it is not among them, is not an hour old, or too few
    /// others have been as old.
    #[must_use]
    pub fn standing(&self, path: &str) -> Option<Standing> {
        let own = self.articles.get(*self.by_path.get(path)?)?;
        let age = own.exposure.iter().rposition(Option::is_some)?;
        let own_rate = own.rate(age)?;
        let (mut rates, group) = self.rates_like(own, age)?;
        rates.sort_by(f64::total_cmp);
        let below = rates.partition_point(|rate| *rate < own_rate);
        let equal = rates.partition_point(|rate| *rate <= own_rate) - below;
        let score = 100.0 * (below as f64 + equal as f64 / 2.0) / rates.len() as f64;
        Some(Standing {
            age_hours: AGES[age],
            views: own.views[age],
            expected: median(&rates) * own.exposure[age].unwrap_or(0.0),
            score: score.round() as u8,
            peers: rates.len(),
            group,
        })
    }

    /// What is usual by each age for articles like one, in views of its own hours: for the curve beside its own.
    #[must_use]
    pub fn usual_curve(&self, path: &str) -> Vec<(u32, f64)> {
        let Some(own) = self.by_path.get(path).and_then(|at| self.articles.get(*at)) else {
            return Vec::new();
        };
        let point = |age: usize| {
            let (mut rates, _) = self.rates_like(own, age)?;
            rates.sort_by(f64::total_cmp);
            Some((AGES[age], median(&rates) * own.exposure[age]?))
        };
        (0..AGES.len()).filter_map(point).collect()
    }

    pub(crate) fn all(&self) -> &[Peer] {
        &self.articles
    }

    /// The rates of the nearest others of which enough are as old, the article's own left out.
    fn rates_like(&self, own: &Peer, age: usize) -> Option<(Vec<f64>, Group)> {
        let groups = [Group::SectionAndLanguage, Group::Section, Group::Site];
        groups.into_iter().find_map(|group| {
            let alike = |other: &&Peer| match group {
                Group::SectionAndLanguage => other.section == own.section && other.lang == own.lang,
                Group::Section => other.section == own.section,
                Group::Site => true,
            };
            let others = self.articles.iter().filter(|other| !std::ptr::eq(*other, own)).filter(alike);
            let rates: Vec<f64> = others.filter_map(|other| other.rate(age)).collect();
            (rates.len() >= FEWEST).then_some((rates, group))
        })
    }
}

impl Peer {
    fn rate(&self, age: usize) -> Option<f64> {
        self.exposure[age].map(|exposure| self.views[age] as f64 / exposure)
    }

    /// Its rate at the age of a day.
    pub(crate) fn day_rate(&self) -> Option<f64> {
        self.rate(AGES.iter().position(|age| *age == 24)?)
    }
}

/// How much the site is usually read in each hour of the week; a mean hour is 1.
struct Usual {
    weights: [f64; 168],
    zone: TimeZone,
}

impl Usual {
    fn read(site_hours: &[u8], zone: &TimeZone) -> Result<Self, ReportError> {
        let frame = frame::read(&SITE_HOURS, site_hours)?;
        let (mut sums, mut times) = ([0.0; 168], [0.0_f64; 168]);
        for (at, [views]) in sums::by_time(&frame, "hour", ["views"])? {
            let Ok(at) = Timestamp::from_millisecond(at) else { continue };
            let hour = hour_of_week(at, zone);
            sums[hour] += views as f64;
            times[hour] += 1.0;
        }
        let means: Vec<f64> = sums.iter().zip(times).map(|(sum, times)| sum / times.max(1.0)).collect();
        let mean = means.iter().sum::<f64>() / 168.0;
        let mut weights = [1.0; 168];
        if mean > 0.0 {
            // An hour in which nobody was ever seen is still an hour.
            weights.iter_mut().zip(means).for_each(|(weight, of)| *weight = (of / mean).max(0.01));
        }
        Ok(Self { weights, zone: zone.clone() })
    }

    /// The sums of the weights from an hour on until each age, as far as `until` lets it.
    fn exposures(&self, from: Timestamp, until: Timestamp) -> [Option<f64>; AGES.len()] {
        let first = hour_of_week(from, &self.zone);
        let mut exposures = [None; AGES.len()];
        let (mut sum, mut hour) = (0.0, 0);
        for (exposure, age) in exposures.iter_mut().zip(AGES) {
            if from + SignedDuration::from_hours(age.into()) > until {
                break;
            }
            while hour < age as usize {
                sum += self.weights[(first + hour) % 168];
                hour += 1;
            }
            *exposure = Some(sum);
        }
        exposures
    }
}

fn hour_of_week(at: Timestamp, zone: &TimeZone) -> usize {
    let local = at.to_zoned(zone.clone());
    24 * local.weekday().to_monday_zero_offset() as usize + local.hour() as usize
}

/// The median of sorted values; 0 of none.
pub(crate) fn median(sorted: &[f64]) -> f64 {
    match sorted.len() {
        0 => 0.0,
        count if count % 2 == 1 => sorted[count / 2],
        count => f64::midpoint(sorted[count / 2 - 1], sorted[count / 2]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::{counts, masthead, moment, moments, stream, text};

    /// Twenty articles of SPORT in Azerbaijani with 1 to 20 views by the first hour, and as many in Russian with ten times that.
    fn ages(first: &str) -> Vec<u8> {
        let paths: Vec<String> =
            (1..=40).map(|nth| if nth == 1 { first.to_owned() } else { format!("/{nth}") }).collect();
        let views =
            |times: u64| (0..40_u64).map(move |at| times * (at % 20 + 1) * if at < 20 { 1 } else { 10 });
        let mut columns = vec![
            text("path", paths.iter().map(String::as_str)),
            text("section", std::iter::repeat_n("SPORT", 40)),
            text("lang", (0..40).map(|at| if at < 20 { "az" } else { "ru" })),
            moments("published", std::iter::repeat_n(moment("2026-11-20T08:00:00Z"), 40)),
        ];
        columns.extend((1..).zip(COUNTS).map(|(times, name)| counts(name, views(times))));
        stream(columns)
    }

    fn peers(until: &str) -> Peers {
        Peers::read(&ages("/1"), &[], &masthead().zone, moment(until)).unwrap()
    }

    #[test]
    fn the_score_is_the_part_of_peers_that_did_worse() {
        let peers = peers("2026-11-20T09:00:00Z");
        let standing = peers.standing("/10").unwrap();
        assert_eq!((standing.age_hours, standing.views, standing.peers), (1, 10, 19));
        assert_eq!(standing.group, Group::SectionAndLanguage);
        // Nine of nineteen did worse.
        assert_eq!(standing.score, 47);
        // The others' median is that of 1 to 20 without 10.
        assert!((standing.expected - 11.0).abs() < 1e-9, "{}", standing.expected);
        assert_eq!(peers.standing("/20").unwrap().score, 100);
        assert_eq!(peers.standing("/1").unwrap().score, 0);
    }

    #[test]
    fn articles_are_compared_at_the_greatest_age_they_reached() {
        assert_eq!(peers("2026-11-20T08:30:00Z").standing("/10"), None);
        let standing = peers("2026-11-20T20:00:00Z").standing("/10").unwrap();
        assert_eq!((standing.age_hours, standing.views), (12, 50));
        let curve = peers("2026-11-20T20:00:00Z").usual_curve("/10");
        assert_eq!(curve.iter().map(|(age, _)| *age).collect::<Vec<_>>(), [1, 2, 3, 6, 12]);
    }

    #[test]
    fn what_came_out_in_a_quiet_hour_is_measured_by_it() {
        // Twice as much is read between 12 and 13 local time (8 to 9 UTC) as in all other hours.
        let hours: Vec<Timestamp> =
            (0..168).map(|at| moment("2026-11-09T00:00:00Z") + SignedDuration::from_hours(at)).collect();
        let busy = |at: &Timestamp| if at.to_zoned(TimeZone::UTC).hour() == 8 { 200 } else { 100 };
        let site =
            stream(vec![moments("hour", hours.iter().copied()), counts("views", hours.iter().map(busy))]);
        let usual = Usual::read(&site, &masthead().zone).unwrap();
        let exposure = |at: &str| usual.exposures(moment(at), moment("2026-12-01T00:00:00Z"))[0].unwrap();
        let (busy, quiet) = (exposure("2026-11-20T08:00:00Z"), exposure("2026-11-20T09:00:00Z"));
        assert!((busy / quiet - 2.0).abs() < 1e-9, "{busy} {quiet}");
    }

    #[test]
    fn too_few_peers_are_sought_further_away() {
        let bytes = ages("/1");
        let mut peers = Peers::read(&bytes, &[], &masthead().zone, moment("2026-11-20T09:00:00Z")).unwrap();
        for peer in &mut peers.articles[1..20] {
            peer.lang = "en".to_owned();
        }
        assert_eq!(peers.standing("/1").unwrap().group, Group::Section);
        for peer in &mut peers.articles[1..] {
            peer.section = "WORLD".to_owned();
        }
        assert_eq!(peers.standing("/1").unwrap().group, Group::Site);
        assert_eq!(peers.standing("/none"), None);
        peers.articles.truncate(10);
        assert_eq!(peers.standing("/1"), None);
    }
}
