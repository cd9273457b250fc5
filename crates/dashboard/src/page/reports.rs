//! The archive of a site's weekly reports, and who got them.

use askama::Template;
use jiff::Timestamp;
use tiraj_model::Site;
use tiraj_reporting::notation;
use tiraj_reporting::weekly::Edition;

use super::chrome::{Around, Chrome, Tab};
use crate::DashboardError;
use crate::publishing::{DeliveryRow, ScheduleRow};

/// What the page is made of.
pub(crate) struct Contents<'a> {
    pub(crate) site: &'a Site,
    pub(crate) around: &'a Around,
    pub(crate) weeks: &'a [Vec<Edition>],
    pub(crate) schedules: &'a [ScheduleRow],
    pub(crate) deliveries: &'a [DeliveryRow],
}

#[derive(Template)]
#[template(path = "dashboard/reports.html")]
struct Page<'a> {
    chrome: Chrome,
    site: &'a Site,
    weeks: Vec<Week<'a>>,
    schedules: Vec<Schedule<'a>>,
    deliveries: Vec<Delivery<'a>>,
    publish_at: String,
}

/// A week, its newest edition first.
struct Week<'a> {
    week: &'a str,
    views: String,
    readers: String,
    shares: String,
    editions: Vec<Shown<'a>>,
}

/// An edition.
struct Shown<'a> {
    edition: &'a Edition,
    made: String,
}

struct Schedule<'a> {
    row: &'a ScheduleRow,
    next: String,
}

struct Delivery<'a> {
    row: &'a DeliveryRow,
    changed: String,
    next: String,
    word: &'static str,
    class: &'static str,
}

/// The page.
pub(crate) fn reports(contents: &Contents<'_>) -> Result<String, DashboardError> {
    let site = contents.site;
    let moment = |moment: Timestamp| moment.to_zoned(site.zone()).strftime("%Y-%m-%d %H:%M").to_string();
    let weeks = contents.weeks.iter().filter_map(|editions| week(editions, &moment));
    let next = |next: Option<Timestamp>| next.map(moment).unwrap_or_default();
    let schedule = |row| Schedule { row, next: next(row.next) };
    let page = Page {
        chrome: Chrome::new(site, contents.around, Some(Tab::Reports), "Reports"),
        site,
        weeks: weeks.collect(),
        schedules: contents.schedules.iter().map(schedule).collect(),
        deliveries: contents
            .deliveries
            .iter()
            .map(|row| shown(row, moment(row.changed_at), next(row.next_at)))
            .collect(),
        publish_at: site.rules.publish_at.unwrap_or_default().to_string(),
    };
    Ok(page.render()?)
}

fn week<'a>(editions: &'a [Edition], moment: &impl Fn(Timestamp) -> String) -> Option<Week<'a>> {
    let newest = editions.last()?;
    let show = |edition| Shown { edition, made: moment(edition.made_at) };
    Some(Week {
        week: &newest.week,
        views: notation::count(newest.totals.views),
        readers: notation::count(newest.totals.readers),
        shares: notation::count(newest.totals.shares),
        editions: editions.iter().rev().map(show).collect(),
    })
}

fn shown(row: &DeliveryRow, changed: String, next: String) -> Delivery<'_> {
    let (word, class) = match row.state {
        "delivered" => ("delivered", "up"),
        "sending" => ("being sent", "same"),
        "waiting" => ("failed, to be tried again", "down"),
        "refused" => ("refused", "down"),
        _ => ("given up", "down"),
    };
    Delivery { row, changed, next, word, class }
}
