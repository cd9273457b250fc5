//! Charts of today.

use tiraj_model::Language;

use super::Today;
use crate::chart::{Bar, Bars, Chart, Heading, Lines, Note, Plot, Times};
use crate::masthead;
use crate::notation;

/// How many sections and networks their charts show.
const BARS: usize = 10;

/// All charts, in the order of the page.
pub(super) fn all(today: &Today) -> Vec<Chart> {
    let sections = today.sections.iter().map(|row| (row.label.as_str(), row.views));
    let networks = today.networks.iter().map(|row| (row.label.as_str(), row.shares));
    vec![
        curve(today),
        bars(today, "today-sections", "Views by section", "Views", sections),
        bars(today, "today-networks", "Shares by network", "Shares", networks),
    ]
}

fn curve(today: &Today) -> Chart {
    let hours = &today.hours;
    // The hour that is running is not whole yet: drawn, it would look like a fall.
    let whole = hours.iter().take_while(|hour| hour.passed >= 1.0);
    let first = hours.first().map_or(today.now, |hour| hour.at);
    let plot = Lines {
        times: Times::Hours(first.to_zoned(today.time_zone.clone())),
        steps: hours.len(),
        main: whole.filter_map(|hour| hour.views).map(|views| views as f64).collect(),
        usual: hours.iter().map(|hour| hour.usual_views).collect(),
        measure: "Views".to_owned(),
        label: "Today".to_owned(),
        usual_label: "Usual on this weekday".to_owned(),
    };
    let mut chart = chart(today, "today", "Today hour by hour", "Views in each whole hour", plot);
    chart.alt = today.sentences.join(" ");
    chart
}

fn bars<'a>(
    today: &Today,
    name: &'static str,
    title: &str,
    unit: &str,
    rows: impl Iterator<Item = (&'a str, u64)>,
) -> Chart {
    let bars =
        rows.map(|(label, value)| Bar { label: label.to_owned(), value, usual: None, note: Note::None });
    let plot = Bars {
        bars: bars.collect(),
        most: BARS,
        measure: unit.to_owned(),
        label: String::new(),
        usual_label: String::new(),
    };
    chart(today, name, title, &format!("{unit} today"), plot)
}

fn chart(today: &Today, name: &'static str, title: &str, subtitle: &str, plot: impl Into<Plot>) -> Chart {
    let period = notation::long_date(today.day);
    let heading = Heading {
        name,
        title: title.to_owned(),
        subtitle: format!("{subtitle}, {}", notation::weekday_date(today.day)),
        imprint: masthead::imprint(&today.site, &period, &today.zone, today.demo),
    };
    Chart::new(heading, Language::En, plot)
}
