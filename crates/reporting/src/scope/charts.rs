//! Charts of sections, authors or languages.

use tiraj_locale::Locale;
use tiraj_model::Language;

use super::{Kind, ScopeReport};
use crate::chart::{Chart, Heading, Multiples, Scale, Series, Times};
use crate::{masthead, notation};

/// How many rows have a panel.
const PANELS: usize = 12;

/// All charts, in the order of the page.
pub(super) fn all(report: &ScopeReport) -> Vec<Chart> {
    let (name, title) = match report.kind {
        Kind::Section => ("section-weeks", "Sections week by week"),
        Kind::Author => ("author-weeks", "Authors week by week"),
        Kind::Language => ("language-weeks", "Languages week by week"),
    };
    let panels = report.rows.iter().take(PANELS);
    let plot = Multiples {
        times: Times::Weeks(report.weeks_from),
        panels: panels.map(|row| Series { name: row.label.clone(), values: row.weeks.clone() }).collect(),
        scale: Scale::Own,
    };
    let period = notation::span(report.span.from, report.span.to);
    let heading = Heading {
        name,
        title: title.to_owned(),
        subtitle: "Views a week".to_owned(),
        imprint: masthead::imprint((&report.site, &period, &report.zone), report.demo, Locale::ENGLISH),
    };
    vec![Chart::new(heading, Language::En, plot)]
}
