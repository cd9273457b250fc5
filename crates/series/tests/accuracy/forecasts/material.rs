//! The series that forecasts are measured on, on a regular grid with NaN where a value is missing.

use std::collections::BTreeMap;
use std::fs::File;
use std::path::Path;

use flate2::read::GzDecoder;
use jiff::civil::{Date, DateTime};
use tiraj_series::forecast::Step;

use crate::shared::find;

/// One series and the places at which it is forecast: so many values are known then.
pub(crate) struct Series {
    pub(crate) name: String,
    pub(crate) values: Vec<f64>,
    pub(crate) origins: Vec<usize>,
}

/// Series of one kind.
pub(crate) struct DataSet {
    pub(crate) name: &'static str,
    pub(crate) step: Step,
    pub(crate) series: Vec<Series>,
}

/// Of the pages with nine tenths of the hours, every so manieth by name is in the sample.
const SAMPLED: usize = 4;

/// All data sets, or nothing (which is said) where the folder is absent.
pub(crate) fn data_sets() -> Option<Vec<DataSet>> {
    let folder = find("series")?;
    let daily = |name, series: Vec<(String, Vec<f64>)>| DataSet::new(name, Step::Daily, series);
    let hourly = |name, series: Vec<(String, Vec<f64>)>| DataSet::new(name, Step::Hourly, series);
    let logs = ["peyton_manning", "R", "R_outliers1", "R_outliers2"]
        .map(|page| (page.to_owned(), column(&folder.join(format!("prophet/example_wp_log_{page}.csv")), 1)));
    let views = logs[..2]
        .iter()
        .map(|(page, logs)| (page.clone(), logs.iter().map(|log| log.exp().round()).collect()));
    let pedestrians = folder.join("prophet/example_pedestrians_multivariate.csv");
    Some(vec![
        daily("wikipedia daily, views", views.collect()),
        daily("wikipedia daily, log", logs.to_vec()),
        daily(
            "blog daily",
            vec![("hyndsight".into(), column(&folder.join("hyndsight_blog_daily_pageviews_2014.csv"), 1))],
        ),
        daily(
            "pedestrians daily",
            vec![("covid".into(), column(&folder.join("prophet/example_pedestrians_covid.csv"), 1))],
        ),
        hourly("wikipedia hourly", pages(&folder.join("wikitrends_hourly_2012_part.csv.gz"))),
        hourly(
            "twitter hourly",
            vec![("twitter".into(), column(&folder.join("twitter_anomalydetection_data.csv"), 1))],
        ),
        hourly(
            "pedestrians hourly",
            vec![("4".into(), column(&pedestrians, 1)), ("41".into(), column(&pedestrians, 2))],
        ),
    ])
}

impl DataSet {
    fn new(name: &'static str, step: Step, series: Vec<(String, Vec<f64>)>) -> Self {
        let placed = |(name, values): (String, Vec<f64>)| Series {
            name,
            origins: super::origins::origins(step, values.len()),
            values,
        };
        Self { name, step, series: series.into_iter().map(placed).collect() }
    }
}

/// A column of a file of comma-separated values whose first one is the time.
fn column(path: &Path, nth: usize) -> Vec<f64> {
    let mut reader = csv::Reader::from_path(path).expect("the file can be read");
    let rows = reader.records().map(|row| row.expect("a row"));
    let timed = rows.map(|row| (moment(&row[0]), row[nth].parse().unwrap_or(f64::NAN))).collect();
    gridded(&timed)
}

/// The sampled pages (or the rest of them) in the order of their names: file of hour, rank, page, views.
fn pages(path: &Path) -> Vec<(String, Vec<f64>)> {
    let file = File::open(path).expect("the file can be read");
    let mut pages: BTreeMap<String, BTreeMap<DateTime, f64>> = BTreeMap::new();
    for row in csv::Reader::from_reader(GzDecoder::new(file)).records() {
        let row = row.expect("a row");
        let views = row[3].parse().expect("a count");
        pages.entry(row[2].to_owned()).or_default().insert(moment(&row[0]), views);
    }
    let whole = hours_of(&pages);
    pages.retain(|_, hours| hours.len() * 10 >= whole.len() * 9);
    let rest = std::env::var("TIRAJ_FORECAST_PAGES").is_ok_and(|pages| pages == "rest");
    let sampled = pages.into_iter().enumerate().filter(|(nth, _)| (nth % SAMPLED == 0) != rest);
    let on_grid = |hours: BTreeMap<DateTime, f64>| {
        let there =
            |(hour, missing): (&DateTime, &f64)| (*hour, hours.get(hour).copied().unwrap_or(*missing));
        gridded(&whole.iter().map(there).collect())
    };
    sampled.map(|(_, (page, hours))| (page, on_grid(hours))).collect()
}

/// All hours between the first and the last of any page, each with NaN.
fn hours_of(pages: &BTreeMap<String, BTreeMap<DateTime, f64>>) -> BTreeMap<DateTime, f64> {
    let first = pages.values().filter_map(|hours| hours.keys().next()).min().expect("a page");
    let last = pages.values().filter_map(|hours| hours.keys().last()).max().expect("a page");
    first
        .series(jiff::ToSpan::hours(1))
        .take_while(|hour| hour <= last)
        .map(|hour| (hour, f64::NAN))
        .collect()
}

/// Values in the order of time at their least distance from each other, NaN where one is missing.
fn gridded(timed: &BTreeMap<DateTime, f64>) -> Vec<f64> {
    let seconds =
        |from: DateTime, to: DateTime| usize::try_from(from.duration_until(to).as_secs()).expect("in order");
    let times: Vec<DateTime> = timed.keys().copied().collect();
    let step = times.windows(2).map(|pair| seconds(pair[0], pair[1])).min().expect("two values");
    let mut grid = vec![f64::NAN; seconds(times[0], times[times.len() - 1]) / step + 1];
    for (time, value) in timed {
        grid[seconds(times[0], *time) / step] = *value;
    }
    grid
}

/// A date, a date and time, or the American day of the blog's file.
fn moment(text: &str) -> DateTime {
    let american = || Some(Date::strptime("%m/%d/%y", text).ok()?.at(0, 0, 0, 0));
    text.trim_end_matches('Z').parse().ok().or_else(american).expect("a date or a time")
}
