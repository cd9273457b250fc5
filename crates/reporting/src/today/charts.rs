//! Charts of today.

use super::{HourPoint, Today};
use crate::chart::{Bar, Bars, Chart, Lines, Plot, Table};
use crate::masthead;
use crate::notation::{self, count, mean};

/// How many sections and networks their charts show.
const BARS: usize = 10;

/// All charts, in the order of the page.
pub(super) fn all(today: &Today) -> Vec<Chart> {
    let sections = today.sections.iter().take(BARS).map(|row| (row.label.as_str(), row.views));
    let networks = today.networks.iter().take(BARS).map(|row| (row.label.as_str(), row.shares));
    vec![
        curve(today),
        bars(today, "today-sections", "Views by section", "Views", &sections.collect::<Vec<_>>()),
        bars(today, "today-networks", "Shares by network", "Shares", &networks.collect::<Vec<_>>()),
    ]
}

fn curve(today: &Today) -> Chart {
    let hours = &today.hours;
    // The hour that is running is not whole yet: drawn, it would look like a fall.
    let whole = hours.iter().take_while(|hour| hour.passed >= 1.0);
    let plot = Lines {
        main: whole.filter_map(|hour| hour.views).map(|views| views as f64).collect(),
        usual: hours.iter().map(|hour| hour.usual_views).collect(),
        steps: hours.len(),
        marks: hours.iter().enumerate().step_by(3).map(|(at, hour)| (at, hour.clock.clone())).collect(),
        divisions: Vec::new(),
        label: "Today",
        usual_label: "Usual on this weekday",
    };
    let table = Table::new(["Hour", "Views", "Usual"], hours.iter().map(hour_row));
    let unit = "Views in each whole hour";
    Chart {
        alt: today.sentences.join(" "),
        ..chart(today, "today", "Today hour by hour", unit, table, Plot::Lines(plot))
    }
}

fn hour_row(hour: &HourPoint) -> [String; 3] {
    let nothing = || "–".to_owned();
    [hour.clock.clone(), hour.views.map_or_else(nothing, count), hour.usual_views.map_or_else(nothing, mean)]
}

fn bars(today: &Today, name: &'static str, title: &str, unit: &str, rows: &[(&str, u64)]) -> Chart {
    let bars = rows.iter().map(|(label, value)| Bar {
        label: (*label).to_owned(),
        value: *value,
        usual: None,
        detail: String::new(),
    });
    let plot =
        Bars { bars: bars.collect(), label: "Today", usual_label: "", nothing: "Nothing was counted yet." };
    let table =
        Table::new(["Name", unit], rows.iter().map(|(label, value)| [(*label).to_owned(), count(*value)]));
    chart(today, name, title, &format!("{unit} today"), table, Plot::Bars(plot))
}

fn chart(today: &Today, name: &'static str, title: &str, subtitle: &str, table: Table, plot: Plot) -> Chart {
    let period = notation::long_date(today.day);
    Chart {
        name,
        title: title.to_owned(),
        subtitle: format!("{subtitle}, {}", notation::weekday_date(today.day)),
        imprint: masthead::imprint(&today.site, &period, &today.zone, today.demo),
        alt: table.alt(),
        table,
        plot,
    }
}
