use super::*;
use crate::sample::{counts, days, masthead, stream, text};

fn span() -> Span {
    Span { from: "2026-11-16".parse().unwrap(), to: "2026-11-17".parse().unwrap() }
}

fn sources() -> Vec<u8> {
    let rows = [
        ("Google", "search", "2026-11-14", 40),
        ("Google", "search", "2026-11-16", 50),
        ("Google", "search", "2026-11-17", 10),
        ("Telegram", "messaging", "2026-11-17", 30),
        ("", "direct", "2026-11-16", 10),
    ];
    stream(vec![
        text("value", rows.iter().map(|row| row.0)),
        text("within", rows.iter().map(|row| row.1)),
        days("day", rows.iter().map(|row| row.2.parse().unwrap())),
        counts("views", rows.iter().map(|row| row.3)),
        counts("shares", rows.iter().map(|_| 0)),
    ])
}

#[test]
fn a_site_that_began_within_the_days_before_is_not_compared() {
    let late = stream(vec![
        text("value", ["Google", "Google"]),
        text("within", ["search", "search"]),
        days("day", ["2026-11-15", "2026-11-16"].map(|day| day.parse().unwrap())),
        counts("views", [40, 50]),
        counts("shares", [0, 0]),
    ]);
    let origins = compute(&OriginFrames { sources: &late, ..NONE }, span(), &masthead()).unwrap();
    assert_eq!((origins.views, origins.channels[0].views.change), (50, None));
}

fn shares(rows: &[(&str, u64)]) -> Vec<u8> {
    stream(vec![
        text("value", rows.iter().map(|row| row.0)),
        text("within", rows.iter().map(|_| "")),
        counts("views", rows.iter().map(|_| 0)),
        counts("shares", rows.iter().map(|row| row.1)),
    ])
}

const NONE: OriginFrames<'_> =
    OriginFrames { sources: &[], countries: &[], devices: &[], networks: &[], visits: &[] };

#[test]
fn channels_are_beside_as_many_days_before() {
    let sources = sources();
    let origins = compute(&OriginFrames { sources: &sources, ..NONE }, span(), &masthead()).unwrap();
    assert_eq!((origins.views, first_day(span()).to_string().as_str()), (100, "2026-11-14"));
    let told: Vec<_> =
        origins.channels.iter().map(|row| (&*row.label, row.views.value, row.views.change)).collect();
    assert_eq!(told, [("Search", 60, Some(0.5)), ("Messengers", 30, None), ("Direct", 10, None)]);
    assert_eq!(origins.sources[2].label, "Direct");
    assert_eq!(origins.charts()[0].table.rows.len(), 2);
}

#[test]
fn what_was_shared_stands_beside_what_came_back() {
    let (sources, networks) = (sources(), shares(&[("telegram", 15), ("copy_link", 4)]));
    let frames = OriginFrames { sources: &sources, networks: &networks, ..NONE };
    let origins = compute(&frames, span(), &masthead()).unwrap();
    assert_eq!((origins.networks[0].returned, origins.networks[0].by_share), (Some(30), Some(2.0)));
    assert_eq!((origins.networks[1].returned, origins.networks[1].by_share), (None, None));
}

#[test]
fn visits_are_summed_and_their_means_are_of_visits() {
    let day = "2026-11-16".parse().unwrap();
    let visits = stream(vec![
        text("value", ["", ""]),
        days("day", [day, day]),
        counts("visits", [30, 10]),
        counts("bounces", [15, 5]),
        counts("returning", [10, 0]),
        counts("pages", [60, 20]),
        counts("seconds", [3_000, 1_000]),
    ]);
    let origins = compute(&OriginFrames { visits: &visits, ..NONE }, span(), &masthead()).unwrap();
    let expected = Visits { visits: 40, bounce_rate: 0.5, returning: 0.25, depth: 2.0, seconds: 100.0 };
    assert_eq!(origins.visits, Some(expected));
}

#[test]
fn nothing_counted_is_empty_and_has_charts() {
    let origins = compute(&NONE, span(), &masthead()).unwrap();
    assert_eq!((origins.views, origins.visits, origins.channels.len()), (0, None, 0));
    for chart in origins.charts() {
        assert!(chart.svg().unwrap().contains("<svg"), "{}", chart.name);
    }
}
