//! Where reading is heading.

use askama::Template;
use jiff::Timestamp;
use tiraj_model::Site;
use tiraj_reporting::notation;
use tiraj_reporting::trends::{Alarm, AlarmKind, Cause, Mover, Outlook, Trends};

use super::chrome::{Around, Chrome, Tab};
use super::pieces::{Card, Drawn, story};
use crate::DashboardError;

#[derive(Template)]
#[template(path = "dashboard/trends.html")]
struct Page<'a> {
    chrome: Chrome,
    alarms: Vec<Told>,
    cards: Vec<Card>,
    charts: Vec<Drawn>,
    rising: Vec<Row<'a>>,
    falling: Vec<Row<'a>>,
}

struct Told {
    class: &'static str,
    title: &'static str,
    text: String,
    cause: String,
}

struct Row<'a> {
    address: String,
    label: &'a str,
    before: String,
    views: String,
}

/// The page of trends.
pub(crate) fn trends(trends: &Trends, site: &Site, around: &Around) -> Result<String, DashboardError> {
    let name = site.name.as_str();
    let page = Page {
        chrome: Chrome::new(site, around, Some(Tab::Trends), "Trends"),
        alarms: trends.alarms.iter().map(|alarm| told(alarm, site)).collect(),
        cards: cards(trends),
        charts: Drawn::all(trends.charts(), &[("site", name)])?,
        rising: rows(&trends.rising, name),
        falling: rows(&trends.falling, name),
    };
    Ok(page.render()?)
}

fn told(alarm: &Alarm, site: &Site) -> Told {
    let (class, title) = match alarm.kind {
        AlarmKind::Spike => ("up", "More than usual"),
        AlarmKind::Drop => ("down", "Less than usual"),
    };
    let at = |moment: Timestamp| moment.to_zoned(site.zone());
    let (begin, end) = (at(alarm.begin), at(alarm.end));
    let until = match (alarm.over, begin.date() == end.date()) {
        (false, _) => "until now".to_owned(),
        (true, true) => format!("until {}", end.strftime("%H:%M")),
        (true, false) => format!("until {}, {}", notation::weekday_date(end.date()), end.strftime("%H:%M")),
    };
    let text = format!(
        "{}, {} {until}: {} views, where {} were expected.",
        notation::weekday_date(begin.date()),
        begin.strftime("%H:%M"),
        notation::mean(alarm.views),
        notation::mean(alarm.expected),
    );
    Told { class, title, text, cause: alarm.causes.iter().map(cause).collect::<Vec<_>>().join(" ") }
}

fn cause(cause: &Cause) -> String {
    let dimension = match cause.dimension {
        "source" => "By source",
        "country" => "By country",
        "device" => "By device",
        other => other,
    };
    // Others may have gone the other way, so that one value brought more than the whole change.
    let value = |(label, part): &(String, f64)| format!("{label} ({})", notation::percent(part.min(1.0)));
    let values: Vec<String> = cause.values.iter().map(value).collect();
    format!("{dimension}, most of the change is {}.", values.join(", "))
}

fn cards(trends: &Trends) -> Vec<Card> {
    let card = |name, outlook: &Outlook| {
        let [low, high] = outlook.interval80.map(notation::mean);
        Card {
            name,
            value: notation::mean(outlook.expected),
            note: format!("views; four times of five between {low} and {high}"),
        }
    };
    let day = trends.next_day.as_ref().map(|outlook| card("Next 24 hours", outlook));
    let week = trends.next_week.as_ref().map(|outlook| card("Next 7 days", outlook));
    day.into_iter().chain(week).collect()
}

fn rows<'a>(movers: &'a [Mover], site: &str) -> Vec<Row<'a>> {
    let row = |mover: &'a Mover| Row {
        address: story(site, &mover.path),
        label: &mover.label,
        before: notation::count(mover.before),
        views: notation::count(mover.views),
    };
    movers.iter().map(row).collect()
}
