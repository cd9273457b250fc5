//! Charts of today.

use tiraj_locale::Locale;

use super::Today;
use crate::chart::{Bar, Bars, Chart, Heading, Lines, Note, Plot, Times};
use crate::masthead;
use crate::metric::Metric;

/// How many sections and networks their charts show.
const BARS: usize = 10;

/// All charts, in the order of the page.
pub(super) fn all(today: &Today) -> Vec<Chart> {
    let sheet = Sheet { today, locale: Locale::new(today.language) };
    vec![sheet.curve(), sheet.sections(), sheet.networks()]
}

/// What the charts have in common.
struct Sheet<'a> {
    today: &'a Today,
    locale: Locale,
}

impl Sheet<'_> {
    fn curve(&self) -> Chart {
        let (today, locale) = (self.today, self.locale);
        let hours = &today.hours;
        // The hour that is running is not whole yet: drawn, it would look like a fall.
        let whole = hours.iter().take_while(|hour| hour.passed >= 1.0);
        let first = hours.first().map_or(today.now, |hour| hour.at);
        let plot = Lines {
            times: Times::Hours(first.to_zoned(today.time_zone.clone())),
            steps: hours.len(),
            main: whole.filter_map(|hour| hour.views).map(|views| views as f64).collect(),
            usual: hours.iter().map(|hour| hour.usual_views).collect(),
            measure: Metric::Views.name(locale).to_owned(),
            label: locale.text("today-label").to_owned(),
            usual_label: locale.text("today-usual").to_owned(),
        };
        let mut chart = self.chart("today", ["today-chart", "today-chart-unit"], plot);
        chart.alt = today.sentences.join(" ");
        chart
    }

    fn sections(&self) -> Chart {
        let rows = self.today.sections.iter().map(|row| (row.label.as_str(), row.views));
        let plot = self.bars(Metric::Views, rows);
        self.chart("today-sections", ["today-chart-sections", "today-chart-sections-unit"], plot)
    }

    fn networks(&self) -> Chart {
        let rows = self.today.networks.iter().map(|row| (row.label.as_str(), row.shares));
        let plot = self.bars(Metric::Shares, rows);
        self.chart("today-networks", ["today-chart-networks", "today-chart-networks-unit"], plot)
    }

    fn bars<'a>(&self, metric: Metric, rows: impl Iterator<Item = (&'a str, u64)>) -> Bars {
        let bars =
            rows.map(|(label, value)| Bar { label: label.to_owned(), value, usual: None, note: Note::None });
        Bars {
            bars: bars.collect(),
            most: BARS,
            measure: metric.name(self.locale).to_owned(),
            label: String::new(),
            usual_label: String::new(),
        }
    }

    fn chart(&self, name: &'static str, [title, unit]: [&'static str; 2], plot: impl Into<Plot>) -> Chart {
        let (today, locale) = (self.today, self.locale);
        let period = locale.long_date(today.day);
        let heading = Heading {
            name,
            title: locale.text(title).to_owned(),
            subtitle: locale.say(unit, &[("day", locale.weekday_date(today.day).into())]),
            imprint: masthead::imprint((&today.site, &period, &today.zone), today.demo, locale),
        };
        Chart::new(heading, today.language, plot)
    }
}
