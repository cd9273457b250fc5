//! Whatever comes is drawn: nothing, one point, zeros, what is no number, and texts of any script and length.

use jiff::civil::{Weekday, date};
use proptest::prelude::*;
use tiraj_model::Language;
use tiraj_reporting::Country;
use tiraj_reporting::chart::{
    Band, Bar, Bars, Chart, Column, Columns, Countries, Expected, Funnel, Gathered, Heading, Heat, Life,
    Lines, Moved, Multiples, Note, Plot, Scale, Series, Slope, Spark, Stacked, Stage, Theme, Times,
};

use crate::picture::Picture;

/// What a plot may be made of.
#[derive(Debug, Clone)]
pub(crate) struct Odd {
    text: String,
    floats: Vec<f64>,
    counts: Vec<u64>,
}

impl Odd {
    pub(crate) fn new(text: &str, floats: &[f64], counts: &[u64]) -> Self {
        Self { text: text.to_owned(), floats: floats.to_vec(), counts: counts.to_vec() }
    }

    fn some(&self) -> Vec<Option<f64>> {
        self.floats.iter().copied().map(Some).collect()
    }

    fn name(&self) -> String {
        self.text.clone()
    }

    /// Every kind of plot made of it.
    fn plots(&self) -> Vec<Plot> {
        [self.over_time(), self.as_bars(), self.of_many()].concat()
    }

    fn over_time(&self) -> Vec<Plot> {
        let expected = |value: &f64| Some(Expected { low: value * 0.9, middle: *value, high: value * 1.1 });
        let band = Band {
            times: days(),
            actual: self.some(),
            expected: self.floats.iter().rev().map(expected).collect(),
            measure: self.name(),
            coverage: self.floats.first().copied(),
        };
        let life = Life {
            gathered: self
                .floats
                .iter()
                .map(|value| Gathered { hours: *value, count: value * 3.0 })
                .collect(),
            usual: Vec::new(),
            half_life: self.floats.first().copied(),
            measure: self.name(),
        };
        let lines = Lines {
            times: days(),
            steps: self.counts.len(),
            main: self.floats.clone(),
            usual: self.some(),
            measure: self.name(),
            label: self.name(),
            usual_label: self.name(),
        };
        let spark = Spark { times: days(), values: self.some(), measure: self.name() };
        vec![band.into(), life.into(), lines.into(), spark.into()]
    }

    fn as_bars(&self) -> Vec<Plot> {
        let note = Note::Change(self.floats.last().copied().unwrap_or(-1.0));
        let usual = self.floats.first().copied();
        let bar = |count: &u64| Bar { label: self.name(), value: *count, usual, note };
        let bars = Bars {
            bars: self.counts.iter().map(bar).collect(),
            most: 10,
            measure: self.name(),
            label: self.name(),
            usual_label: self.name(),
        };
        let column = |(day, count): (usize, &u64)| Column {
            day: date(2026, 11, 9).saturating_add(jiff::Span::new().days(day as i64)),
            value: Some(*count),
            usual: self.floats.get(day).copied(),
        };
        let columns = Columns {
            columns: self.counts.iter().enumerate().map(column).collect(),
            measure: self.name(),
            label: self.name(),
            usual_label: self.name(),
        };
        let row = |(rank, count): (usize, &u64)| (Country::new(["AZ", "TR", "ZZ"][rank % 3]), *count);
        let rows = self.counts.iter().enumerate().map(row).collect();
        let countries = Countries { rows, most: 5, measure: self.name() };
        let stages = self.counts.iter().map(|count| Stage { name: self.name(), count: *count }).collect();
        vec![bars.into(), columns.into(), countries.into(), Funnel { stages }.into()]
    }

    fn of_many(&self) -> Vec<Plot> {
        let rows = self.counts.iter().map(|count| (Weekday::Friday, [*count; 24])).collect();
        let series = |count: &u64| Series {
            name: self.name(),
            values: self.counts.iter().map(|other| other ^ count).collect(),
        };
        let many: Vec<Series> = self.counts.iter().map(series).collect();
        let moved = |count: &u64| Moved { name: self.name(), before: *count, after: self.counts[0] };
        let slope = Slope {
            before: (date(2026, 11, 2), date(2026, 11, 8)),
            after: (date(2026, 11, 9), date(2026, 11, 15)),
            items: self.counts.iter().map(moved).collect(),
        };
        let multiples = Multiples { times: days(), panels: many.clone(), scale: Scale::Own };
        let stacked = Stacked { times: Times::Months(date(2026, 1, 1)), series: many };
        vec![Heat { rows, unit: self.name() }.into(), multiples.into(), slope.into(), stacked.into()]
    }

    pub(crate) fn charts(&self) -> Vec<Chart> {
        let heading = Heading {
            name: "odd",
            title: self.text.clone(),
            subtitle: self.text.clone(),
            imprint: self.text.clone(),
        };
        self.plots().into_iter().map(|plot| Chart::new(heading.clone(), Language::Ru, plot)).collect()
    }
}

fn days() -> Times {
    Times::Days(date(2026, 11, 9))
}

/// Every kind is drawn in both faces, with a sound document and a picture that is not blank.
fn check(odd: &Odd) {
    for chart in odd.charts() {
        let svg = chart.svg().unwrap();
        let mut reader = quick_xml::Reader::from_str(&svg);
        while reader.read_event().unwrap() != quick_xml::events::Event::Eof {}
        assert!(!svg.contains("NaN") && !svg.contains("inf,"), "{svg}");
        let picture = Picture::read(&chart.png_on(Theme::Dark, 1).unwrap());
        assert_eq!((picture.width, picture.height), chart.size());
        assert!(!chart.alt.is_empty());
        let columns = chart.table.columns.len();
        assert!(chart.table.rows.iter().all(|row| row.len() == columns));
    }
}

#[test]
fn nothing_at_all_is_said_to_be_nothing() {
    check(&Odd::new("", &[], &[]));
    let charts = Odd::new("Views", &[], &[]).charts();
    assert!(charts.iter().all(|chart| chart.alt == "Данных нет."), "{charts:?}");
}

#[test]
fn one_point_and_zeros_are_drawn() {
    check(&Odd::new("Views", &[5.0], &[5]));
    check(&Odd::new("Views", &[0.0; 9], &[0; 9]));
}

#[test]
fn what_is_no_number_is_a_gap() {
    check(&Odd::new("Views", &[1.0, f64::NAN, f64::INFINITY, f64::NEG_INFINITY, -7.0, 3.0], &[1, 2]));
}

#[test]
fn the_greatest_counts_are_drawn() {
    check(&Odd::new("Views", &[f64::MAX, 1e300, 5e17], &[u64::MAX, u64::MAX, u64::MAX / 2]));
}

#[test]
fn a_hundred_of_them_are_summed() {
    let counts: Vec<u64> = (0..100).collect();
    let odd = Odd::new("Bölmə", &[], &counts);
    check(&odd);
    for chart in odd.charts().iter().filter(|chart| chart.table.columns[0] == "Название") {
        assert!(chart.table.rows.len() <= 12, "{} rows", chart.table.rows.len());
    }
}

#[test]
fn texts_of_any_script_and_length_are_drawn() {
    for text in [
        "عاجل: خبر من باكو",
        "שלום 🔥👩‍💻",
        "<b>\"&amp;'</b>",
        "\u{202e}abc\u{0}\u{fffe}\n",
        &"ğ".repeat(5_000),
        &"слово ".repeat(900),
    ] {
        check(&Odd::new(text, &[3.0, 9.0, 4.0], &[3, 9, 4]));
    }
}

#[test]
fn markup_stays_text() {
    for chart in Odd::new("<script>alert(1)</script>", &[1.0, 2.0], &[1, 2]).charts() {
        assert!(!chart.svg().unwrap().contains("<script"));
    }
}

/// Any bits of a number, but more often what charts are made of.
fn number() -> impl Strategy<Value = f64> {
    prop_oneof![3 => 0.0..1e5_f64, 1 => any::<u64>().prop_map(f64::from_bits)]
}

fn odd() -> impl Strategy<Value = Odd> {
    let counts = prop::collection::vec(prop_oneof![3 => 0..100_000_u64, 1 => any::<u64>()], 0..30);
    ("\\PC{0,40}", prop::collection::vec(number(), 0..60), counts).prop_map(|(text, floats, counts)| Odd {
        text,
        floats,
        counts,
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nothing_panics(odd in odd()) {
        check(&odd);
    }
}
