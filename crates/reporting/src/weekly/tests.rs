//! Given these frames, the report says that.

use jiff::civil::{Date, date};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};

use super::*;
use crate::sample::{self, Week, masthead, moment};

const MONDAY: Date = date(2026, 11, 9);

fn report_in(zone: &str, week: &str, frames: &Week) -> WeeklyReport {
    let zone = TimeZone::get(zone).unwrap();
    let masthead = Masthead { zone, ..masthead() };
    compute(&frames.frames(), &masthead, week.parse().unwrap(), moment("2026-12-01T06:00:00Z")).unwrap()
}

fn report(frames: &Week) -> WeeklyReport {
    report_in("Asia/Baku", "2026-W46", frames)
}

/// The Monday so many weeks before the reported one.
fn before(weeks: i64) -> Date {
    MONDAY.checked_sub((7 * weeks).days()).unwrap()
}

#[test]
fn totals_are_compared_with_the_weeks_that_have_data() {
    let days = [("/a", MONDAY, 300, 6), ("/a", before(1), 100, 1), ("/a", before(2), 300, 3)];
    let readers = [("site", "", MONDAY, 120), ("site", "", before(1), 100), ("site", "", before(2), 60)];
    let report = report(&Week::default().article_days(&days).readers(&readers));
    let head = report.headline;
    assert_eq!((head.views.value, head.views.usual, head.views.weeks), (300, Some(200.0), 2));
    assert_eq!(head.views.change, Some(0.5));
    assert_eq!((head.readers.value, head.readers.usual), (120, Some(80.0)));
    assert_eq!((head.shares.value, head.shares.usual), (6, Some(2.0)));
    let rate = head.share_rate.unwrap();
    assert_eq!((rate.value, rate.usual), (0.02, Some(0.01)));
    assert_eq!(
        report.sentences[0],
        "300 views, 50\u{a0}% more than the mean of the two earlier weeks with data."
    );
}

#[test]
fn days_are_compared_with_their_weekday() {
    let tuesday = date(2026, 11, 10);
    let days = [("/a", tuesday, 30, 0), ("/b", tuesday, 10, 2), ("/a", date(2026, 11, 3), 20, 1)];
    let report = report(&Week::default().article_days(&days));
    assert_eq!(report.days[1].day, tuesday);
    assert_eq!((report.days[1].views.value, report.days[1].views.usual), (40, Some(20.0)));
    assert_eq!((report.days[0].views.value, report.days[0].views.usual), (0, Some(0.0)));
    assert_eq!(report.sentences.last().unwrap(), "Most read: “/a”, 30 views.");
}

#[test]
fn hours_are_those_of_the_newsroom() {
    // Monday 00:00 and Sunday 23:00 in Baku, which is four hours ahead, and one hour outside either end.
    let rows = [
        ("Siyasət", moment("2026-11-08T20:00:00Z"), 7, 0),
        ("Siyasət", moment("2026-11-15T19:00:00Z"), 9, 0),
        ("Siyasət", moment("2026-11-15T20:00:00Z"), 100, 0),
        ("Siyasət", moment("2026-10-11T19:00:00Z"), 100, 0),
    ];
    let report = report(&Week::default().section_hours(&rows));
    assert_eq!((report.hours[0].views[0], report.hours[6].views[23]), (7, 9));
    assert_eq!(report.hours.iter().flat_map(|day| day.views).sum::<u64>(), 16);
    assert_eq!(report.sections[0].views.value, 16);
}

#[test]
fn weeks_of_clock_changes_keep_every_view() {
    for (week, hours) in [("2026-W13", 167), ("2026-W43", 169)] {
        let (start, end) = week.parse::<IsoWeek>().unwrap().bounds(&TimeZone::get("Europe/Berlin").unwrap());
        let starts = (0..).map(|hour: i64| start + hour.hours()).take_while(|hour| *hour < end);
        let rows: Vec<(&str, Timestamp, u64, u64)> = starts.map(|hour| ("News", hour, 1, 0)).collect();
        assert_eq!(rows.len(), hours);
        let report = report_in("Europe/Berlin", week, &Week::default().section_hours(&rows));
        let sunday = report.hours[6].views;
        assert_eq!(sunday[2], if hours == 167 { 0 } else { 2 });
        assert_eq!(report.hours.iter().flat_map(|day| day.views).sum::<u64>(), hours as u64);
        assert_eq!(report.sections[0].views.value, hours as u64);
    }
}

#[test]
fn risers_are_old_and_the_new_is_new() {
    let days = [
        ("/old", MONDAY, 900, 0),
        ("/old", before(1), 200, 0),
        ("/new", MONDAY, 5_000, 0),
        ("/gone", before(1), 800, 0),
        ("/gone", before(2), 700, 0),
        ("/steady", MONDAY, 100, 0),
        ("/steady", before(1), 100, 0),
        ("/steady", before(2), 98, 0),
    ];
    let cards = [
        ("/old", "Old", "", moment("2026-11-02T08:00:00Z")),
        ("/new", "New", "", moment("2026-11-10T08:00:00Z")),
        ("/gone", "Gone", "", Timestamp::UNIX_EPOCH),
    ];
    let report = report(&Week::default().article_days(&days).articles(&cards));
    let names = |movers: &[Mover]| movers.iter().map(|mover| mover.label.clone()).collect::<Vec<_>>();
    assert_eq!(names(&report.article_movement.rising), ["Old"]);
    assert_eq!(names(&report.article_movement.falling), ["Gone"]);
    let old = &report.article_movement.rising[0];
    assert_eq!((old.views.usual, old.views.weeks, old.difference), (Some(200.0), 1, 700.0));
    assert_eq!((report.articles[0].title.as_str(), report.articles[0].new), ("New", true));
    assert!(!report.articles[1].new);
}

#[test]
fn networks_and_channels_are_ranked_and_named() {
    let shares = [("x", MONDAY, 3), ("copy_link", MONDAY, 9), ("vk", before(1), 50)];
    let sources = [
        ("search", "Google", MONDAY, 60),
        ("search", "", MONDAY, 20),
        ("messaging", "Telegram", MONDAY, 120),
        ("search", "Google", before(1), 40),
    ];
    let days = [("/a", MONDAY, 200, 12), ("/a", before(1), 90, 50)];
    let report = report(&Week::default().article_days(&days).shares(&shares).sources(&sources));
    let networks: Vec<_> = report.networks.iter().map(|row| (row.label.as_str(), row.portion)).collect();
    assert_eq!(networks, [("Link copied", 0.75), ("X", 0.25)]);
    assert_eq!(report.channels[0].label, "Messengers");
    let search = &report.channels[1];
    assert_eq!((search.views.value, search.views.usual), (80, Some(40.0)));
    assert_eq!(search.sources.iter().map(|row| row.source.as_str()).collect::<Vec<_>>(), ["Google"]);
}

#[test]
fn an_empty_week_is_a_readable_report() {
    let report = report(&Week::default());
    assert_eq!(report.sentences, ["No views were counted in this week."]);
    assert!(report.notes.iter().any(|note| note.contains("nothing is compared")));
    let html = report.html().unwrap();
    assert!(html.contains("No views were counted in this week.") && !html.contains("<svg"));
}

#[test]
fn a_running_week_says_so() {
    let now = moment("2026-11-11T06:00:00Z");
    let frames = Week::default();
    let report = compute(&frames.frames(), &masthead(), "2026-W46".parse().unwrap(), now).unwrap();
    assert!(!report.complete && report.notes.iter().any(|note| note.contains("not over")));
    let columns = |chart: &Chart| chart.svg().unwrap().matches(">\n0\n</text>").count();
    let days = report.charts().into_iter().find(|chart| chart.name == "days").unwrap();
    assert_eq!(columns(&days), 1 + 3, "the axis and the days from Monday to Wednesday");
}

#[test]
fn the_page_is_self_contained_and_escaped() {
    let html = report(&sample::newsroom()).html().unwrap();
    for outside in ["http://", "https://", "//cdn", "<link rel=\"stylesheet\"", "src=\"", "@import"] {
        let html = html.replace("http://www.w3.org/2000/svg", "");
        assert!(!html.contains(outside), "{outside}");
    }
    assert!(!html.contains("<script"), "a title's markup must not become the page's");
    assert!(html.contains("Bakı metrosunda yeni stansiya açıldı") && html.contains("Шеки"));
    assert!(html.contains("demo data") && html.contains("Asia/Baku"));
}

#[test]
fn the_csv_is_one_table() {
    let csv = report(&sample::newsroom()).csv();
    let mut lines = csv.trim_start_matches('\u{feff}').split("\r\n");
    let header = lines.next().unwrap();
    assert!(header.starts_with("table,key,title,section,views"), "{header}");
    assert!(csv.contains("\r\nday,2026-11-09,,,"));
    assert!(csv.contains("\r\nnetwork,telegram,Telegram,,,,,,102,"));
    assert_eq!(lines.filter(|line| line.starts_with("hour,")).count(), 7 * 24);
}

#[test]
fn the_json_document_keeps_its_shape() {
    let days = [("/a", MONDAY, 3, 1), ("/a", before(1), 2, 0)];
    let json: serde_json::Value =
        serde_json::from_str(&report(&Week::default().article_days(&days)).json()).unwrap();
    let golden: serde_json::Value = serde_json::from_str(include_str!("golden.json")).unwrap();
    let keys = |value: &serde_json::Value| value.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    assert_eq!(json["schema_version"], 1);
    for key in keys(&golden) {
        assert_eq!(json[&key], golden[&key], "{key}");
    }
    let long = ["hours", "definitions", "days"];
    let named: Vec<_> = keys(&json).into_iter().filter(|key| !long.contains(&key.as_str())).collect();
    assert_eq!(named, keys(&golden), "a new field belongs into golden.json");
}

#[test]
fn hours_and_days_are_listed_in_the_sites_zone() {
    let hour = "2026-11-09T20:00:00Z".parse().unwrap();
    let rows = [("section", "SPORT", "hour", hour, [7, 5, 2]), ("article", "/a", "day", hour, [3, 2, 1])];
    let report = report(&Week::default().detail(&rows));
    assert_eq!(report.detail[0].start.to_string(), "2026-11-10T00:00:00");
    assert_eq!((report.detail[0].views, report.detail[0].readers, report.detail[0].shares), (7, 5, 2));
    let csv = report.csv();
    assert!(csv.contains("section hour,2026-11-10T00:00:00,SPORT,,7,,,5,2"), "{csv}");
    assert!(csv.contains("article day,2026-11-10T00:00:00,/a,,3,,,2,1"), "{csv}");
}

/// The text files of a workbook, by name.
fn unpacked(workbook: Vec<u8>) -> std::collections::BTreeMap<String, String> {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(workbook)).unwrap();
    let names: Vec<String> = archive.file_names().map(|name| name.unwrap().into_owned()).collect();
    let read = |name: String| {
        let text = std::io::read_to_string(archive.by_name(&name).unwrap()).unwrap();
        (name, text)
    };
    names.into_iter().map(read).collect()
}

#[test]
fn the_workbook_has_a_sheet_a_table_and_runs_nothing() {
    let report = report(&sample::newsroom());
    let workbook = report.xlsx().unwrap();
    assert_eq!(workbook, report.xlsx().unwrap(), "the same report gives the same bytes");
    let files = unpacked(workbook);
    for sheet in
        ["Report", "Days", "Hours", "Next week", "Sections", "Articles", "Rose and fell", "Shares", "Sources"]
    {
        assert!(files["xl/workbook.xml"].contains(&format!("name=\"{sheet}\"")), "{sheet}");
    }
    let texts = &files["xl/sharedStrings.xml"];
    assert!(texts.contains("Həftəsonu hava necə olacaq?") && texts.contains("&lt;script&gt;"), "{texts}");
    let views = format!("<v>{}</v>", report.articles[0].views.value);
    assert!(files["xl/worksheets/sheet6.xml"].contains(&views), "{views}");
    assert_eq!(files.keys().filter(|name| name.starts_with("xl/charts/chart")).count(), 3);
    assert!(files.values().all(|text| !text.contains("<f>")), "a cell is a formula");
}

#[test]
fn formulas_in_titles_are_text_in_every_file() {
    let articles = [("/a", "=HYPERLINK(\"http://x\",\"y\")", "", moment("2026-11-09T06:00:00Z"))];
    let week = Week::default().article_days(&[("/a", MONDAY, 9, 1)]).articles(&articles);
    let report = report(&week);
    let files = unpacked(report.xlsx().unwrap());
    assert!(files["xl/sharedStrings.xml"].contains("=HYPERLINK"));
    assert!(files.values().all(|text| !text.contains("<f>")), "a cell is a formula");
    assert!(report.csv().contains("'=HYPERLINK"));
}

#[test]
fn an_empty_week_fills_every_file() {
    let report = report(&Week::default());
    for format in tiraj_model::ReportFormat::ALL {
        let file = report.document(*format).unwrap();
        assert!(!file.is_empty(), "{format}");
        assert_eq!(report.file_name(*format), format!("{}-2026-W46.{}", report.site, format.ending()));
    }
}

#[test]
fn the_week_after_is_forecast_from_four_weeks_or_more() {
    // Weekdays of a hundred views, and days of the weekend of forty.
    let day = |nth: i64| before(4).checked_add(nth.days()).unwrap();
    let days = |weeks: std::ops::Range<i64>| -> Vec<(&str, Date, u64, u64)> {
        let days = weeks.flat_map(|week| (0..7).map(move |nth| 7 * week + nth));
        days.map(|nth| ("/a", day(nth), if nth % 7 < 5 { 100 } else { 40 }, 0)).collect()
    };
    let known = report(&Week::default().article_days(&days(1..5))).outlook.unwrap();
    assert_eq!(known.days[0].day, date(2026, 11, 16));
    let expected: Vec<u64> = known.days.iter().map(|day| day.views.expected).collect();
    assert_eq!(expected, [100, 100, 100, 100, 100, 40, 40]);
    let Expectation { expected, interval80: [low, high], interval95: [lowest, highest] } = known.views;
    assert!(lowest <= low && low <= expected && expected <= high && high <= highest, "{:?}", known.views);
    assert_eq!((expected, known.scaled_error), (580, None));

    assert_eq!(report(&Week::default().article_days(&days(2..5))).outlook, None, "three weeks");
    assert_eq!(
        report(&Week::default().article_days(&days(0..4))).outlook,
        None,
        "nothing in the week itself"
    );
    let running = Week::default().article_days(&days(0..5));
    let now = moment("2026-11-12T06:00:00Z");
    let running = compute(&running.frames(), &masthead(), "2026-W46".parse().unwrap(), now).unwrap();
    assert_eq!(running.outlook, None, "the week is not over");
}
