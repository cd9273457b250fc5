//! Where the figures of a question lie.
//!
//! | figures | rollups hold them by | |
//! |---|---|---|
//! | views, shares, engaged time | nothing, source, country, device, network | any interval |
//! | views, shares | path, article, story | as a whole |
//! | views, shares | section, authors, lang | days and longer |
//! | readers | nothing, article, story, section, authors, lang | days and longer |
//! | visits and what they were like | nothing, source, entry and exit page | days and longer; of today through the last hour that is over |
//!
//! All else, and whatever is filtered, is counted from the events.

use tiraj_model::{Dimension, Interval, Metric};

use super::{Inquiry, SortKey};
use crate::question::{Question, question};

/// Figures that one question answers.
#[derive(Debug)]
pub(super) struct Part {
    /// Which figures.
    pub(super) metrics: Vec<Metric>,
    /// What is counted.
    pub(super) family: Family,
    /// Where it is found.
    pub(super) place: Place,
}

/// What figures are made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Family {
    /// Events.
    Counts,
    /// Readers; from the raw events they are counted with the events.
    Readers,
    /// How far down readers came.
    Depths,
    /// Visits.
    Visits,
}

/// Where figures are found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// In the raw events.
    Events,
    /// In a rollup, under the name that it has there.
    Rollup(Rollup, &'static str),
}

/// The rollups that questions are answered from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Rollup {
    SiteCounts,
    PageCounts,
    ScopeCounts,
    Readers,
    VisitDays,
}

/// The parts of a question; the rows are ordered by a figure of the first.
pub(super) fn parts(inquiry: &Inquiry) -> Vec<Part> {
    let mut parts: Vec<Part> = Vec::new();
    for family in [Family::Counts, Family::Readers, Family::Depths, Family::Visits] {
        let of_family = |metric: &Metric| family_of(*metric) == family;
        let metrics: Vec<Metric> = inquiry.metrics.iter().copied().filter(of_family).collect();
        if metrics.is_empty() {
            continue;
        }
        let place = place_of(inquiry, family, &metrics);
        match parts.last_mut() {
            Some(counts)
                if family == Family::Readers && place == Place::Events && counts.place == Place::Events =>
            {
                counts.metrics.extend(metrics);
            }
            _ => parts.push(Part { metrics, family, place }),
        }
    }
    if let SortKey::Metric(metric) = inquiry.order.key
        && let Some(leader) = parts.iter().position(|part| part.metrics.contains(&metric))
    {
        parts.swap(0, leader);
    }
    parts
}

const fn family_of(metric: Metric) -> Family {
    match metric {
        Metric::Views
        | Metric::Shares
        | Metric::ShareRate
        | Metric::Events
        | Metric::EngagedMs
        | Metric::EngagedMsPerView => Family::Counts,
        Metric::Readers => Family::Readers,
        Metric::ScrollDepth | Metric::ReadCompletion => Family::Depths,
        Metric::Visits | Metric::BounceRate | Metric::VisitDuration | Metric::ViewsPerVisit => Family::Visits,
    }
}

/// The figure of a row of which a part says nothing: a count is 0, a rate has none.
pub(super) fn nothing(metric: Metric) -> Option<f64> {
    metric.is_count().then_some(0.0)
}

fn place_of(inquiry: &Inquiry, family: Family, metrics: &[Metric]) -> Place {
    let period = &inquiry.period;
    // A zone that is not whole hours from UTC has hours that belong to two of its days.
    let on_hours = |moment: jiff::Timestamp| moment.as_second().rem_euclid(3600) == 0;
    let is_whole = on_hours(period.from) && (on_hours(period.to) || period.to >= period.now);
    let dimension = match inquiry.dimensions.as_slice() {
        [] => None,
        [one] => Some(*one),
        _ => return Place::Events,
    };
    if !inquiry.filters.is_empty() || !is_whole {
        return Place::Events;
    }
    let found = match family {
        Family::Counts => counts_of(dimension, inquiry.interval, metrics),
        Family::Readers => readers_of(dimension, inquiry.interval),
        Family::Visits => visits_of(dimension, inquiry.interval),
        Family::Depths => None,
    };
    found.map_or(Place::Events, |(rollup, name)| Place::Rollup(rollup, name))
}

fn counts_of(
    dimension: Option<Dimension>,
    interval: Option<Interval>,
    metrics: &[Metric],
) -> Option<(Rollup, &'static str)> {
    let has = |metric| metrics.contains(&metric);
    let is_engaged = has(Metric::EngagedMs) || has(Metric::EngagedMsPerView);
    if has(Metric::Events) {
        return None;
    }
    match dimension {
        None => Some((Rollup::SiteCounts, "")),
        Some(Dimension::Source | Dimension::Country | Dimension::Device | Dimension::Network) => {
            Some((Rollup::SiteCounts, dimension?.as_str()))
        }
        Some(Dimension::Path | Dimension::Article | Dimension::Story)
            if !is_engaged && interval.is_none() =>
        {
            Some((Rollup::PageCounts, dimension?.as_str()))
        }
        Some(Dimension::Section | Dimension::Authors | Dimension::Lang)
            if !is_engaged && interval != Some(Interval::Hour) =>
        {
            Some((Rollup::ScopeCounts, scope_of(dimension?)))
        }
        _ => None,
    }
}

fn readers_of(dimension: Option<Dimension>, interval: Option<Interval>) -> Option<(Rollup, &'static str)> {
    if interval == Some(Interval::Hour) {
        return None;
    }
    match dimension {
        None => Some((Rollup::Readers, "site")),
        Some(
            dimension @ (Dimension::Article
            | Dimension::Story
            | Dimension::Section
            | Dimension::Authors
            | Dimension::Lang),
        ) => Some((Rollup::Readers, scope_of(dimension))),
        Some(_) => None,
    }
}

fn visits_of(dimension: Option<Dimension>, interval: Option<Interval>) -> Option<(Rollup, &'static str)> {
    if interval == Some(Interval::Hour) {
        return None;
    }
    match dimension {
        None => Some((Rollup::VisitDays, "")),
        Some(dimension @ (Dimension::Source | Dimension::EntryPage | Dimension::ExitPage)) => {
            Some((Rollup::VisitDays, dimension.as_str()))
        }
        Some(_) => None,
    }
}

/// What the rollups of readers call a dimension.
const fn scope_of(dimension: Dimension) -> &'static str {
    match dimension {
        Dimension::Authors => "author",
        other => other.as_str(),
    }
}

impl Part {
    /// Whether the raw events are read for the whole of the period.
    pub(super) fn is_raw(&self) -> bool {
        self.place == Place::Events
    }

    /// Whether it is found in rollups that the registry may have put out of date.
    pub(super) fn depends_on_registry(&self) -> bool {
        match self.place {
            Place::Rollup(Rollup::ScopeCounts, _) => true,
            Place::Rollup(Rollup::Readers, scope) => scope != "site",
            _ => false,
        }
    }

    /// The question that finds it. From the events by as many steps as the question needs: visits and the registry are looked up
    /// only where they are asked for.
    pub(super) fn question(&self, inquiry: &Inquiry) -> Question {
        match self.place {
            Place::Rollup(Rollup::SiteCounts, _) => {
                question!("site_counts", "stats_site_counts", "stats_answer")
            }
            Place::Rollup(Rollup::PageCounts, _) => {
                question!("visited_pages", "stats_page_counts", "stats_answer")
            }
            Place::Rollup(Rollup::ScopeCounts, _) => {
                question!("part_day_counts", "scope_counts", "stats_scope_counts", "stats_answer")
            }
            Place::Rollup(Rollup::Readers, _) => {
                question!("reader_counts", "stats_reader_counts", "stats_answer")
            }
            Place::Rollup(Rollup::VisitDays, _) => question!("stats_visit_days", "stats_answer"),
            Place::Events => self.raw_question(asks(inquiry, is_of_visit), asks(inquiry, is_of_article)),
        }
    }

    fn raw_question(&self, visits: bool, articles: bool) -> Question {
        macro_rules! raw {
            ([$($visits:literal),+], $articles:literal, $figures:literal) => {
                question!("stats_events", $($visits),+, $articles, "stats_chosen", $figures, "stats_answer")
            };
        }
        macro_rules! of_events {
            ($figures:literal) => {
                match (visits, articles) {
                    (false, false) => raw!(["stats_plain_events"], "stats_no_articles", $figures),
                    (false, true) => raw!(["stats_plain_events"], "stats_articles", $figures),
                    (true, false) => {
                        raw!(["stats_visits", "stats_visited_events"], "stats_no_articles", $figures)
                    }
                    (true, true) => {
                        raw!(["stats_visits", "stats_visited_events"], "stats_articles", $figures)
                    }
                }
            };
        }
        match self.family {
            Family::Counts | Family::Readers => of_events!("stats_counts"),
            Family::Depths => of_events!("stats_depths"),
            Family::Visits if articles => {
                raw!(["stats_visits", "stats_stays"], "stats_articles", "stats_visit_counts")
            }
            Family::Visits => {
                raw!(["stats_visits", "stats_stays"], "stats_no_articles", "stats_visit_counts")
            }
        }
    }
}

/// Whether a question names a dimension of a kind, in its rows or its filters.
pub(super) fn asks(inquiry: &Inquiry, is_kind: impl Fn(Dimension) -> bool) -> bool {
    let mut filtered = inquiry.filters.iter().map(|filter| filter.dimension);
    inquiry.dimensions.iter().copied().any(&is_kind) || filtered.any(is_kind)
}

const fn is_of_visit(dimension: Dimension) -> bool {
    matches!(dimension, Dimension::EntryPage | Dimension::ExitPage)
}

const fn is_of_article(dimension: Dimension) -> bool {
    matches!(
        dimension,
        Dimension::Article
            | Dimension::Story
            | Dimension::Title
            | Dimension::Section
            | Dimension::Authors
            | Dimension::Lang
    )
}
