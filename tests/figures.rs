//! Every figure by every dimension, held against counts that are made here from the events of a simulated newsroom, one by one.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use jiff::ToSpan;
use tiraj_model::{Dimension, Event, EventKind, Interval, Metric, Operator, Verdict};
use tiraj_store::{Figures, Filter, Inquiry, Order, Period, SortKey};
use tiraj_testkit::{at, site};

use crate::rollups::{Filled, NOW};

/// Figures by the values of their row.
type ByValue = BTreeMap<String, f64>;

/// An event with the visit that it is a part of.
struct Happened<'a> {
    event: &'a Event,
    visit: Option<usize>,
}

/// A visit as it is counted here.
struct Visit<'a> {
    start: jiff::Timestamp,
    first: Option<&'a Event>,
    entry: String,
    exit: String,
    parts: usize,
    views: usize,
    seconds: i64,
}

/// The events of the newsroom in order, and the visits among them.
fn derive(filled: &Filled) -> (Vec<Happened<'_>>, Vec<Visit<'_>>) {
    let mut events: Vec<&Event> = filled.events.iter().collect();
    events.sort_by_key(|event| event.time);
    let (mut visits, mut last): (Vec<Visit<'_>>, HashMap<_, (jiff::Timestamp, usize)>) = Default::default();
    let mut happened = Vec::new();
    for event in events {
        let Some(reader) = event.reader.filter(|_| event.verdict == Verdict::Human) else {
            happened.push(Happened { event, visit: None });
            continue;
        };
        let going = last
            .get(&reader)
            .filter(|(moment, _)| (event.time - *moment).total(jiff::Unit::Minute).unwrap() <= 30.0);
        let number = going.map_or(visits.len(), |(_, number)| *number);
        if number == visits.len() {
            let (entry, exit) = (String::new(), String::new());
            visits.push(Visit {
                start: event.time,
                first: None,
                entry,
                exit,
                parts: 0,
                views: 0,
                seconds: 0,
            });
        }
        last.insert(reader, (event.time, number));
        let visit = &mut visits[number];
        if event.kind != EventKind::Engage {
            visit.parts += 1;
            let first = *visit.first.get_or_insert(event);
            visit.seconds = (event.time.as_millisecond() - first.time.as_millisecond()) / 1000;
        }
        if event.kind == EventKind::View {
            visit.views += 1;
            visit.exit = event.path.to_string();
            if visit.entry.is_empty() {
                visit.entry = visit.exit.clone();
            }
        }
        happened.push(Happened { event, visit: Some(number) });
    }
    (happened, visits)
}

fn values(
    filled: &Filled,
    event: &Event,
    visit: Option<&Visit<'_>>,
    of_visit: bool,
    dimension: Dimension,
) -> Vec<String> {
    let origin = visit.filter(|_| of_visit).map_or(Some(event), |visit| visit.first);
    let of_origin = |read: &dyn Fn(&Event) -> String| origin.map_or(String::new(), read);
    let path = event.path.to_string();
    let one = match dimension {
        Dimension::Site => event.site.to_string(),
        Dimension::Type => event.kind.to_string(),
        Dimension::Name => event.name.to_string(),
        Dimension::Platform => event.platform.to_string(),
        Dimension::Hostname => event.hostname.to_string(),
        Dimension::Path | Dimension::Article => path,
        Dimension::Section => filled.sections.get(&path).cloned().unwrap_or_default(),
        Dimension::Authors => return filled.authors.get(&path).cloned().unwrap_or_default(),
        Dimension::Referrer => of_origin(&|event| event.referrer.to_string()),
        Dimension::Source => of_origin(&|event| event.source.to_string()),
        Dimension::Channel => of_origin(&|event| event.channel.to_string()),
        Dimension::UtmSource => of_origin(&|event| event.utm.source.to_string()),
        Dimension::UtmMedium => of_origin(&|event| event.utm.medium.to_string()),
        Dimension::UtmCampaign => of_origin(&|event| event.utm.campaign.to_string()),
        Dimension::UtmContent => of_origin(&|event| event.utm.content.to_string()),
        Dimension::UtmTerm => of_origin(&|event| event.utm.term.to_string()),
        Dimension::Browser => event.browser.to_string(),
        Dimension::BrowserVersion => event.browser_version.to_string(),
        Dimension::Os => event.os.to_string(),
        Dimension::OsVersion => event.os_version.to_string(),
        Dimension::Device => event.device.to_string(),
        Dimension::Country => event.country.to_string(),
        Dimension::Region => event.region.to_string(),
        Dimension::City => event.city.to_string(),
        Dimension::ReaderLang => event.reader_lang.to_string(),
        Dimension::Network => return event.network.map(|network| network.to_string()).into_iter().collect(),
        Dimension::Verdict => event.verdict.as_str().to_owned(),
        Dimension::TrackerVersion => event.tracker_version.to_string(),
        Dimension::EntryPage => visit.map_or(String::new(), |visit| visit.entry.clone()),
        Dimension::ExitPage => visit.map_or(String::new(), |visit| visit.exit.clone()),
        other => panic!("{other} is not counted here"),
    };
    vec![one]
}

/// Sums of one value.
#[derive(Default)]
struct Sums<'a> {
    views: f64,
    shares: f64,
    events: f64,
    engaged: f64,
    readers: BTreeSet<u64>,
    depths: BTreeMap<(u64, &'a str), u8>,
    visits: BTreeSet<usize>,
}

fn count(
    filled: &Filled,
    period: (jiff::Timestamp, jiff::Timestamp),
    dimension: Option<Dimension>,
) -> HashMap<Metric, ByValue> {
    let (happened, visits) = derive(filled);
    let mut sums: BTreeMap<String, Sums<'_>> = BTreeMap::new();
    let is_human = |event: &Event| event.verdict == Verdict::Human || dimension == Some(Dimension::Verdict);
    let within = |moment| moment >= period.0 && moment < period.1;
    for Happened { event, visit } in
        happened.iter().filter(|one| within(one.event.time) && is_human(one.event))
    {
        let begun = visit.map(|number| &visits[number]);
        let keys = |of_visit| {
            dimension
                .map_or(vec![String::new()], |dimension| values(filled, event, begun, of_visit, dimension))
        };
        for key in keys(false) {
            let sums = sums.entry(key).or_default();
            let is_view = event.kind == EventKind::View;
            sums.views += f64::from(u8::from(is_view));
            sums.shares += f64::from(u8::from(event.kind == EventKind::Share));
            sums.events += f64::from(u8::from(event.kind != EventKind::Engage));
            sums.engaged += f64::from(event.engaged_ms);
            let Some(reader) = event.reader else { continue };
            if is_view {
                sums.readers.insert(reader.get());
            }
            if event.kind == EventKind::Engage {
                let lowest = sums.depths.entry((reader.get(), &event.path)).or_default();
                *lowest = event.scroll.max(*lowest);
            }
        }
        let Some(number) = visit.filter(|number| within(visits[*number].start)) else { continue };
        for key in keys(true) {
            sums.entry(key).or_default().visits.insert(number);
        }
    }
    let mut counted: HashMap<Metric, ByValue> = HashMap::new();
    for (key, sums) in &sums {
        for metric in Metric::ALL {
            if let Some(figure) = figure(*metric, sums, &visits) {
                counted.entry(*metric).or_default().insert(key.clone(), figure);
            }
        }
    }
    counted
}

fn figure(metric: Metric, sums: &Sums<'_>, visits: &[Visit<'_>]) -> Option<f64> {
    let divide = |sum: f64, by: f64| (by > 0.0).then(|| sum / by);
    let (depths, visited) = (sums.depths.len() as f64, sums.visits.len() as f64);
    let of_visits = |read: &dyn Fn(&Visit<'_>) -> f64| {
        sums.visits.iter().map(|number| read(&visits[*number])).sum::<f64>()
    };
    match metric {
        Metric::Views => Some(sums.views),
        Metric::Readers => Some(sums.readers.len() as f64),
        Metric::Visits => Some(visited),
        Metric::Shares => Some(sums.shares),
        Metric::ShareRate => divide(sums.shares, sums.views),
        Metric::Events => Some(sums.events),
        Metric::EngagedMs => Some(sums.engaged),
        Metric::EngagedMsPerView => divide(sums.engaged, sums.views),
        Metric::ScrollDepth => divide(sums.depths.values().map(|depth| f64::from(*depth)).sum(), depths),
        Metric::ReadCompletion => {
            divide(sums.depths.values().filter(|depth| **depth >= 90).count() as f64, depths)
        }
        Metric::BounceRate => divide(of_visits(&|visit| f64::from(u8::from(visit.parts <= 1))), visited),
        Metric::VisitDuration => divide(of_visits(&|visit| visit.seconds as f64), visited),
        Metric::ViewsPerVisit => divide(of_visits(&|visit| visit.views as f64), visited),
    }
}

/// Twelve whole days that are over, of the site's zone.
fn days() -> (jiff::Timestamp, jiff::Timestamp) {
    (at("2026-11-06T20:00:00Z"), at("2026-11-18T20:00:00Z"))
}

fn inquiry(metrics: &[Metric], dimensions: &[Dimension]) -> Inquiry {
    let (from, to) = days();
    Inquiry {
        period: Period::new(&site(), from, to, at(NOW)),
        metrics: metrics.to_vec(),
        dimensions: dimensions.to_vec(),
        interval: None,
        filters: Vec::new(),
        order: Order { key: SortKey::Metric(metrics[0]), descending: true },
        limit: 100_000,
        offset: 0,
    }
}

/// A filter that lets everything pass, so that nothing is read from rollups.
fn everything() -> Filter {
    Filter { dimension: Dimension::Hostname, operator: Operator::IsNot, texts: vec!["nowhere".into()] }
}

/// Holds one figure of an answer against what was counted; counts of 0 may be left out.
#[track_caller]
fn check(found: &Figures, metric: Metric, counted: &HashMap<Metric, ByValue>, what: &str) {
    let told: ByValue = found
        .rows
        .iter()
        .filter_map(|row| Some((row.values.first().cloned().unwrap_or_default(), row.figures[0]?)))
        .filter(|(_, figure)| !metric.is_count() || *figure > 0.0)
        .collect();
    let none = ByValue::new();
    let expected: ByValue = counted
        .get(&metric)
        .unwrap_or(&none)
        .iter()
        .filter(|(_, figure)| !metric.is_count() || **figure > 0.0)
        .map(|(key, figure)| (key.clone(), *figure))
        .collect();
    assert_eq!(told.keys().collect::<Vec<_>>(), expected.keys().collect::<Vec<_>>(), "{what}");
    for (key, figure) in &expected {
        let difference = (told[key] - figure).abs();
        assert!(difference < 1e-6 * figure.max(1.0), "{what} “{key}”: {} and not {figure}", told[key]);
    }
}

#[tokio::test]
async fn every_figure_by_every_dimension_is_what_the_events_say() {
    let filled = Filled::new(9_000).await;
    // What the registry alone knows is held against other questions elsewhere.
    let left_out = [Dimension::Story, Dimension::Title, Dimension::Lang, Dimension::Hash, Dimension::ClickId];
    let dimensions = Dimension::ALL.iter().copied().filter(|dimension| !left_out.contains(dimension));
    for dimension in dimensions.map(Some).chain([None]) {
        let counted = count(&filled, days(), dimension);
        for metric in Metric::ALL {
            let rolled = inquiry(&[*metric], dimension.as_slice());
            let raw = Inquiry { filters: vec![everything()], ..rolled.clone() };
            for (way, asked) in [("rollups", rolled), ("events", raw)] {
                let what = format!("{metric} by {dimension:?} from {way}");
                check(&filled.store().figures(&asked).await.unwrap(), *metric, &counted, &what);
            }
        }
    }
}

#[tokio::test]
async fn pieces_of_time_add_up_where_they_may() {
    let filled = Filled::new(9_000).await;
    let metrics = [Metric::Views, Metric::Shares, Metric::Readers, Metric::Visits];
    for interval in Interval::ALL {
        let time = Order { key: SortKey::Time, descending: false };
        let asked = Inquiry { interval: Some(*interval), order: time, ..inquiry(&metrics, &[]) };
        let raw = Inquiry { filters: vec![everything()], ..asked.clone() };
        let (rolled, raw) =
            (filled.store().figures(&asked).await.unwrap(), filled.store().figures(&raw).await.unwrap());
        assert_eq!(rolled, raw, "{interval}");
        let whole = filled.store().figures(&inquiry(&metrics, &[])).await.unwrap().rows[0].figures.clone();
        let sum = |at: usize| rolled.rows.iter().filter_map(|row| row.figures[at]).sum::<f64>();
        assert_eq!((Some(sum(0)), Some(sum(1)), Some(sum(3))), (whole[0], whole[1], whole[3]), "{interval}");
        assert!(Some(sum(2)) >= whole[2], "readers of a week are no sum");
    }
}

#[tokio::test]
async fn pages_of_an_answer_neither_repeat_nor_miss_a_row() {
    let filled = Filled::new(9_000).await;
    for dimensions in [&[Dimension::Path][..], &[Dimension::Country, Dimension::Device, Dimension::Browser]] {
        let all = inquiry(&[Metric::Views, Metric::Readers, Metric::Visits], dimensions);
        let whole = filled.store().figures(&all).await.unwrap();
        assert_eq!(u64::try_from(whole.rows.len()).unwrap(), whole.total);
        let mut paged = Vec::new();
        for offset in (0..).step_by(7).take_while(|offset| u64::from(*offset) < whole.total) {
            let page = Inquiry { limit: 7, offset, ..all.clone() };
            let page = filled.store().figures(&page).await.unwrap();
            assert_eq!(page.total, whole.total);
            paged.extend(page.rows);
        }
        assert_eq!(paged, whole.rows);
        let beyond = Inquiry { offset: 100_000, ..all.clone() };
        let beyond = filled.store().figures(&beyond).await.unwrap();
        assert_eq!((beyond.rows.len(), beyond.total), (0, whole.total));
        let views: Vec<_> = whole.rows.iter().map(|row| row.figures[0]).collect();
        assert!(views.is_sorted_by(|a, b| a >= b));
    }
}

#[tokio::test]
async fn filters_let_pass_what_they_say() {
    let filled = Filled::new(9_000).await;
    let (from, to) = days();
    let views = |passes: &dyn Fn(&Event) -> bool| {
        let is_one = |event: &&Event| {
            let is_view = event.kind == EventKind::View && event.verdict == Verdict::Human;
            is_view && event.time >= from && event.time < to && passes(event)
        };
        Some(filled.events.iter().filter(is_one).count() as f64)
    };
    let filter = |dimension, operator, texts: &[&str]| Filter {
        dimension,
        operator,
        texts: texts.iter().map(|text| (*text).to_owned()).collect(),
    };
    let section = filled.sections.values().next().unwrap().as_str();
    let author = filled.authors.values().flatten().next().unwrap().as_str();
    let in_section = |event: &Event| filled.sections.get(&*event.path).is_some_and(|own| own == section);
    let by_author = |event: &Event| {
        filled.authors.get(&*event.path).is_some_and(|own| own.iter().any(|name| name == author))
    };
    let (is, is_not) = (Operator::Is, Operator::IsNot);
    for (filters, expected) in [
        (
            vec![filter(Dimension::Country, is, &["AZ", "TR"])],
            views(&|event| event.country == "AZ" || event.country == "TR"),
        ),
        (
            vec![filter(Dimension::Country, is_not, &["AZ", "TR"])],
            views(&|event| event.country != "AZ" && event.country != "TR"),
        ),
        (
            vec![filter(Dimension::Path, Operator::Contains, &["a", "ы"])],
            views(&|event| event.path.contains(['a', 'ы'])),
        ),
        (
            vec![filter(Dimension::Path, Operator::ContainsNot, &["a"])],
            views(&|event| !event.path.contains('a')),
        ),
        (vec![filter(Dimension::Section, is, &[section])], views(&in_section)),
        (vec![filter(Dimension::Authors, is, &[author])], views(&by_author)),
        (vec![filter(Dimension::Authors, is_not, &[author])], views(&|event| !by_author(event))),
        (
            vec![filter(Dimension::Section, is, &[section]), filter(Dimension::Device, is, &["mobile"])],
            views(&|event| in_section(event) && event.device.as_str() == "mobile"),
        ),
        (vec![filter(Dimension::Source, is, &["it's \\ \"quoted\" {d1:String} %"])], Some(0.0)),
    ] {
        let asked = Inquiry { filters: filters.clone(), ..inquiry(&[Metric::Views], &[]) };
        let found = filled.store().figures(&asked).await.unwrap();
        assert_eq!(found.rows.first().map_or(Some(0.0), |row| row.figures[0]), expected, "{filters:?}");
    }
}

#[tokio::test]
async fn today_is_counted_to_the_last_event() {
    let filled = Filled::new(9_000).await;
    let period = (at("2026-11-13T20:00:00Z"), at(NOW));
    let counted = count(&filled, period, None);
    for metric in [Metric::Views, Metric::Shares, Metric::Readers, Metric::EngagedMs] {
        let asked = Inquiry {
            period: Period::new(&site(), period.0, at("2026-11-20T20:00:00Z"), at(NOW)),
            ..inquiry(&[metric], &[])
        };
        check(&filled.store().figures(&asked).await.unwrap(), metric, &counted, metric.as_str());
    }
    let tomorrow = period.0.in_tz("Asia/Baku").unwrap().checked_add(30.days()).unwrap().timestamp();
    let asked = Inquiry {
        period: Period::new(&site(), tomorrow, tomorrow, at(NOW)),
        ..inquiry(&[Metric::Views], &[])
    };
    assert_eq!(filled.store().figures(&asked).await.unwrap().total, 0);
}
