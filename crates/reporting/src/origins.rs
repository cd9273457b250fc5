//! Where readers came from, where they are, and by what they shared, in some days.

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use jiff::ToSpan;
use serde::Serialize;
use tiraj_locale::{Country, Locale};
use tiraj_model::{Channel, Language, ShareNetwork};

use crate::breakdown::{self, Dimension, Part};
use crate::chart::{Bar, Bars, Chart, Countries, Heading, Note, Plot, Series, Stacked, Times};
use crate::figure::{Figure, ratio};
use crate::frame::Kind::{Count, Day, Text};
use crate::frame::{self, Layout};
use crate::scope::Span;
use crate::window::epoch_day;
use crate::{Masthead, ReportError, label, masthead, notation, sums};

/// How many values charts show.
const BARS: usize = 12;
const VIEWS: &str = "Views";

const VISITS: Layout = Layout {
    name: "visit_days",
    columns: &[
        ("value", Text),
        ("day", Day),
        ("visits", Count),
        ("bounces", Count),
        ("returning", Count),
        ("pages", Count),
        ("seconds", Count),
    ],
};

/// What the store answered, each frame as the bytes of an Arrow stream.
#[derive(Debug, Clone, Copy)]
pub struct OriginFrames<'a> {
    /// `value`, `within`, `day`, `views`, `shares` by source, of the days and of as many before them.
    pub sources: &'a [u8],
    /// `value`, `within`, `views`, `shares` by country.
    pub countries: &'a [u8],
    /// The same by kind of device.
    pub devices: &'a [u8],
    /// The same by network of sharing.
    pub networks: &'a [u8],
    /// `value`, `day`, `visits`, `bounces`, `returning`, `pages`, `seconds` of all visits.
    pub visits: &'a [u8],
}

/// Where readers came from.
#[derive(Debug, Clone, Serialize)]
pub struct Origins {
    /// The site's name.
    pub site: String,
    /// Whether the figures are simulated.
    pub demo: bool,
    /// The zone of its days.
    pub zone: String,
    /// The days.
    pub span: Span,
    /// Views.
    pub views: u64,
    /// Channels, the one with most views first, beside as many days before.
    pub channels: Vec<Origin>,
    /// Places within them.
    pub sources: Vec<Origin>,
    /// Countries.
    pub countries: Vec<Part>,
    /// Kinds of devices.
    pub devices: Vec<Part>,
    /// Networks: what was shared by each, and what came back.
    pub networks: Vec<Shared>,
    /// Visits; none where none is known.
    pub visits: Option<Visits>,
    /// Views of each channel on each day, the greatest channel first.
    #[serde(skip)]
    days: Vec<Series>,
}

/// A channel or a place.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Origin {
    /// Its name as it is stored.
    pub key: String,
    /// The name to show.
    pub label: String,
    /// The channel's name to show; of a channel its own.
    pub channel: String,
    /// Its views, beside those of as many days before.
    pub views: Figure<u64>,
    /// Its part of all views.
    pub portion: f64,
}

/// What was shared by a network, and what came from there.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Shared {
    /// Its fixed name.
    pub network: String,
    /// The name to show.
    pub label: String,
    /// Shares.
    pub shares: u64,
    /// Views by readers that came from there; none for what is no place, such as a printer.
    pub returned: Option<u64>,
    /// Those by shares.
    pub by_share: Option<f64>,
}

/// Visits of some days.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Visits {
    /// How many.
    pub visits: u64,
    /// The part of one thing done and gone.
    pub bounce_rate: f64,
    /// The part of readers who had been there before, as far as their mark lives.
    pub returning: f64,
    /// Views a visit.
    pub depth: f64,
    /// Seconds a visit, from its first event to its last.
    pub seconds: f64,
}

/// Where readers of some days came from.
///
/// # Errors
/// A frame that is no Arrow stream, or lacks a column or has it in another type.
pub fn compute(frames: &OriginFrames<'_>, span: Span, masthead: &Masthead) -> Result<Origins, ReportError> {
    let counted = Counted::read(frames.sources, span)?;
    let networks = breakdown::read(frames.networks, Dimension::Network)?;
    Ok(Origins {
        site: masthead.site.clone(),
        demo: masthead.demo,
        zone: masthead.zone_name(),
        span,
        views: counted.total(),
        channels: counted.channels(),
        sources: counted.sources(),
        countries: breakdown::read(frames.countries, Dimension::Country)?,
        devices: breakdown::read(frames.devices, Dimension::Device)?,
        networks: networks.into_iter().map(|part| shared(part, &counted)).collect(),
        visits: visits(frames.visits)?,
        days: counted.days(),
    })
}

impl Origins {
    /// The charts: `origin-days`, `origins`, `origin-countries` and `origin-networks`.
    #[must_use]
    pub fn charts(&self) -> Vec<Chart> {
        let channels = self.channels.iter().map(|row| Bar {
            label: row.label.clone(),
            value: row.views.value,
            usual: row.views.usual,
            note: row.views.change.map_or(Note::None, Note::Change),
        });
        let networks = self.networks.iter().map(|row| Bar {
            label: row.label.clone(),
            value: row.shares,
            usual: None,
            note: Note::None,
        });
        let countries = self.countries.iter().map(|part| (Country::new(&part.key), part.views));
        let days = Stacked { times: Times::Days(self.span.from), series: self.days.clone() };
        let countries = Countries { rows: countries.collect(), most: BARS, measure: VIEWS.to_owned() };
        vec![
            self.draw("origin-days", "Where readers came from, day by day", VIEWS, days),
            self.draw("origins", "Where readers came from", VIEWS, bars(channels, VIEWS)),
            self.draw("origin-countries", "Where readers are", VIEWS, countries),
            self.draw("origin-networks", "By what they shared", "Shares", bars(networks, "Shares")),
        ]
    }

    fn draw(&self, name: &'static str, title: &str, unit: &str, plot: impl Into<Plot>) -> Chart {
        let period = notation::span(self.span.from, self.span.to);
        let heading = Heading {
            name,
            title: title.to_owned(),
            subtitle: format!("{unit}, {period}"),
            imprint: masthead::imprint((&self.site, &period, &self.zone), self.demo, Locale::ENGLISH),
        };
        Chart::new(heading, Language::En, plot)
    }
}

fn bars(bars: impl Iterator<Item = Bar>, measure: &str) -> Bars {
    Bars {
        bars: bars.collect(),
        most: BARS,
        measure: measure.to_owned(),
        label: "These days".to_owned(),
        usual_label: "As many days before".to_owned(),
    }
}

/// Views by source, now and before, and by channel and day.
struct Counted {
    /// By channel and source: views of the days and of those before.
    sources: BTreeMap<(String, String), [u64; 2]>,
    /// By channel: views of each day.
    days: BTreeMap<String, Vec<u64>>,
    /// Whether all the days before are known: a site that began among them has nothing to be compared with.
    before: bool,
}

impl Counted {
    fn read(bytes: &[u8], span: Span) -> Result<Self, ReportError> {
        let first = epoch_day(span.from);
        let mut counted = Self { sources: BTreeMap::new(), days: BTreeMap::new(), before: false };
        for row in breakdown::read_days(bytes)? {
            let entry = counted.sources.entry((row.within.clone(), row.value)).or_default();
            if row.day < first {
                entry[1] += row.views;
                counted.before |= row.views > 0 && row.day == epoch_day(first_day(span));
                continue;
            }
            entry[0] += row.views;
            let days = counted.days.entry(row.within).or_insert_with(|| vec![0; span.days().max(0) as usize]);
            if let Some(day) = usize::try_from(row.day - first).ok().and_then(|day| days.get_mut(day)) {
                *day += row.views;
            }
        }
        Ok(counted)
    }

    fn total(&self) -> u64 {
        self.sources.values().map(|[now, _]| now).sum()
    }

    fn channels(&self) -> Vec<Origin> {
        let mut channels: BTreeMap<&str, [u64; 2]> = BTreeMap::new();
        for ((channel, _), counts) in &self.sources {
            let sum = channels.entry(channel).or_default();
            *sum = [sum[0] + counts[0], sum[1] + counts[1]];
        }
        ranked(channels.into_iter().map(|(channel, counts)| {
            self.origin(channel, label::channel(channel, Locale::ENGLISH), channel, counts)
        }))
    }

    fn sources(&self) -> Vec<Origin> {
        ranked(self.sources.iter().map(|((channel, source), counts)| {
            self.origin(source, Dimension::Source.label(source, channel), channel, *counts)
        }))
    }

    fn origin(&self, key: &str, name: String, channel: &str, [now, before]: [u64; 2]) -> Origin {
        Origin {
            key: key.to_owned(),
            label: name,
            channel: label::channel(channel, Locale::ENGLISH),
            views: Figure::count(now, self.before.then_some(before as f64), u8::from(self.before)),
            portion: ratio(now, self.total()).unwrap_or(0.0),
        }
    }

    fn days(&self) -> Vec<Series> {
        let series = |(channel, values): (&String, &Vec<u64>)| Series {
            name: label::channel(channel, Locale::ENGLISH),
            values: values.clone(),
        };
        self.days.iter().map(series).collect()
    }

    /// Views by readers that came from a network's own pages or applications.
    fn returned(&self, network: &str) -> Option<u64> {
        let network: ShareNetwork = network.parse().ok()?;
        let is_place = !matches!(
            network,
            ShareNetwork::Email
                | ShareNetwork::CopyLink
                | ShareNetwork::CopyText
                | ShareNetwork::Print
                | ShareNetwork::Native
                | ShareNetwork::Other
        );
        let shown = label::network(network.as_str(), Locale::ENGLISH);
        // As sources are named by their pages' owners.
        let name = if network == ShareNetwork::X { "X (Twitter)" } else { &shown };
        let from = self.sources.iter().filter(|((channel, source), _)| {
            matches!(channel.parse(), Ok(Channel::Social | Channel::Messaging)) && source == name
        });
        is_place.then(|| from.map(|(_, [now, _])| now).sum())
    }
}

fn ranked(rows: impl Iterator<Item = Origin>) -> Vec<Origin> {
    let mut rows: Vec<Origin> =
        rows.filter(|row| row.views.value > 0 || row.views.usual.is_some_and(|usual| usual > 0.0)).collect();
    rows.sort_by(|one, other| {
        other
            .views
            .value
            .cmp(&one.views.value)
            .then_with(|| (&one.channel, &one.key).cmp(&(&other.channel, &other.key)))
    });
    rows
}

fn shared(part: Part, counted: &Counted) -> Shared {
    let returned = counted.returned(&part.key);
    Shared {
        by_share: returned.and_then(|returned| ratio(returned, part.shares)),
        network: part.key,
        label: part.label,
        shares: part.shares,
        returned,
    }
}

fn visits(bytes: &[u8]) -> Result<Option<Visits>, ReportError> {
    let frame = frame::read(&VISITS, bytes)?;
    let rows = sums::rows(&frame, [], ["visits", "bounces", "returning", "pages", "seconds"])?;
    let [visits, bounces, returning, pages, seconds] =
        rows.into_iter().fold([0; 5], |sum: [u64; 5], ([], row)| std::array::from_fn(|at| sum[at] + row[at]));
    let by_visit = |count: u64| ratio(count, visits);
    Ok((visits > 0).then(|| Visits {
        visits,
        bounce_rate: by_visit(bounces).unwrap_or(0.0),
        returning: by_visit(returning).unwrap_or(0.0),
        depth: by_visit(pages).unwrap_or(0.0),
        seconds: by_visit(seconds).unwrap_or(0.0),
    }))
}

/// The day from which on sources have to be asked: as many days before the first as there are.
#[must_use]
pub fn first_day(span: Span) -> jiff::civil::Date {
    span.from.saturating_sub(span.days().days())
}
