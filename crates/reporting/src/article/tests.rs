use super::*;
use crate::sample::{counts, masthead, moment, moments, stream, text};

const NOW: &str = "2026-11-20T10:30:00Z";

fn parts(rows: &[(&str, &str, u64, u64)]) -> Vec<u8> {
    stream(vec![
        text("value", rows.iter().map(|row| row.0)),
        text("within", rows.iter().map(|row| row.1)),
        counts("views", rows.iter().map(|row| row.2)),
        counts("shares", rows.iter().map(|row| row.3)),
    ])
}

/// Three hours of an article: 10, 20 and 10 views, 30 seconds each, and two shares.
fn hours() -> Vec<u8> {
    let at = ["2026-11-19T08:00:00Z", "2026-11-19T09:00:00Z", "2026-11-20T08:00:00Z"];
    stream(vec![
        moments("hour", at.map(moment)),
        counts("views", [10, 20, 10]),
        counts("shares", [0, 2, 0]),
        counts("engaged_ms", [300_000, 600_000, 300_000]),
    ])
}

fn facts() -> Facts {
    Facts {
        path: "/az/metro".into(),
        title: "<b>Metro</b>".into(),
        section: "Cəmiyyət".into(),
        lang: "az-AZ".into(),
        word_count: Some(166),
        published_at: Some(moment("2026-11-19T08:20:00Z")),
        ..Facts::default()
    }
}

fn report(frames: &ArticleFrames<'_>, facts: Facts) -> ArticleReport {
    let peers = Peers::read(&[], &[], &masthead().zone, moment(NOW)).unwrap();
    compute(frames, facts, &peers, &masthead(), moment(NOW)).unwrap()
}

const NONE: ArticleFrames<'_> = ArticleFrames {
    hours: &[],
    sources: &[],
    countries: &[],
    devices: &[],
    networks: &[],
    next: &[],
    readers: 0,
};

#[test]
fn totals_are_the_hours_sums_and_reading_is_measured_by_the_languages_pace() {
    let (hours, sources) = (hours(), parts(&[("Telegram", "messaging", 30, 0), ("", "direct", 10, 2)]));
    let next =
        stream(vec![text("path", ["/b"]), text("title", [""]), text("section", ["X"]), counts("moves", [7])]);
    let frames = ArticleFrames { hours: &hours, sources: &sources, next: &next, readers: 25, ..NONE };
    let report = report(&frames, facts());
    assert_eq!((report.views, report.readers, report.shares, report.age), (40, 25, 2, Age::Recent));
    assert_eq!(report.engaged_seconds, Some(30.0));
    // 166 words of Azerbaijani take a minute.
    assert_eq!(report.completion, Some(0.5));
    assert_eq!(
        report.sentences,
        [
            "Half of its views came within 2 hours, nine of ten within 25 hours.",
            "75\u{a0}% of its views came from messengers, most of them from Telegram.",
            "It is read for 30\u{a0}s a view, which at the usual pace of its language is 50\u{a0}% of its text.",
            "7 readers went on, most often to “/b”.",
        ]
    );
}

#[test]
fn an_article_that_nobody_read_or_knows_has_a_report_too() {
    let report = report(&NONE, Facts { path: "/x".into(), ..Facts::default() });
    assert_eq!((report.views, report.label(), report.section_label().as_str()), (0, "/x", "No section"));
    assert_eq!(report.sentences, ["Nobody has opened it yet."]);
    for chart in report.charts() {
        assert!(chart.svg().unwrap().contains("<svg"), "{}", chart.name);
        assert!(!chart.alt.is_empty());
    }
}

#[test]
fn charts_leave_the_running_hour_out_and_escape_titles() {
    let hours = hours();
    let report = report(&ArticleFrames { hours: &hours, ..NONE }, facts());
    let charts = report.charts();
    let names: Vec<_> = charts.iter().map(|chart| chart.name).collect();
    assert_eq!(names, ["life", "article-hours", "article-sources", "article-countries"]);
    // From 12 o'clock in Baku on the 19th until before 14 o'clock on the 20th.
    assert_eq!(charts[1].table.rows.len(), 26);
    assert!(!charts[0].svg().unwrap().contains("<b>"), "a title is no markup");
}

#[test]
fn ages_have_names() {
    let out = moment("2026-11-01T00:00:00Z");
    let age = |hours: i64| Age::at(out, out + jiff::SignedDuration::from_hours(hours));
    assert_eq!(
        [0, 23, 24, 167, 168].map(age),
        [Age::New, Age::New, Age::Recent, Age::Recent, Age::Evergreen]
    );
}

#[test]
fn paces_are_those_of_known_languages() {
    assert_eq!(words_per_minute("en-GB"), Some(238.0));
    assert_eq!(words_per_minute("ru"), Some(184.0));
    assert_eq!(words_per_minute("az_AZ"), Some(166.0));
    assert_eq!(words_per_minute(""), None);
}
