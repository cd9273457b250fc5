//! Weeks and titles that nobody hopes for: every format in every language is readable, and nothing in it runs.

use std::io::Read;

use jiff::civil::{Date, date};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use tiraj_model::{Language, ReportFormat};

use super::*;
use crate::sample::{self, Week, masthead, moment};

const MONDAY: Date = date(2026, 11, 9);

/// Titles that try to be something else than titles.
const TITLES: [&str; 10] = [
    "<script>alert(1)</script><img src=x onerror=alert(2)>",
    "\"><svg onload=alert(3)>",
    "=HYPERLINK(\"http://example.com\",\"click\")",
    "#panic(\"typst\") $x^2$ *bold* _it_ @label <label> \\ `raw` #import \"x\"",
    "{{ document.site }} {% include \"x\" %} { $count }",
    "عاجل: زلزال يضرب العاصمة",
    "\u{202e}txt.exe\u{2066} şəkil",
    "🔥 Xəbər 👨‍👩‍👧‍👦 🇦🇿",
    "a\u{0}b\r\nSubject: injected\u{1b}[31m",
    "Шеки: «нужно успеть до зимы» & Bakı <b>",
];

fn reports(frames: &Week, (zone, week): (&str, &str)) -> Vec<WeeklyReport> {
    let report = |language: &Language| {
        let masthead = Masthead { zone: TimeZone::get(zone).unwrap(), language: *language, ..masthead() };
        let now = moment("2026-12-01T06:00:00Z");
        compute(&frames.frames(), &masthead, week.parse().unwrap(), now).unwrap()
    };
    Language::ALL.iter().map(report).collect()
}

/// Every document of every language, which are all well made.
fn check(frames: &Week, at: (&str, &str)) -> Vec<WeeklyReport> {
    let reports = reports(frames, at);
    for report in &reports {
        for format in ReportFormat::ALL {
            let document = report.document(*format).unwrap();
            assert_eq!(document, report.document(*format).unwrap(), "{format} is the same twice");
            is_sound(*format, &document);
        }
        let letter = report.letter(Some("https://stats.example/reports/weekly?a=1&b=2")).unwrap();
        assert!(letter.html.len() <= LARGEST, "{} bytes", letter.html.len());
        assert!(!letter.subject.contains(['\r', '\n']) && !letter.text.is_empty());
        assert_eq!(letter.html.matches("src=\"cid:").count(), letter.images.len());
        assert!(!letter.text.contains("&amp;") && !letter.text.contains('\u{1b}'));
    }
    reports
}

fn is_sound(format: ReportFormat, document: &[u8]) {
    match format {
        ReportFormat::Html | ReportFormat::Mail => {
            let html = std::str::from_utf8(document).unwrap();
            assert!(html.ends_with("</html>") || html.ends_with("</html>\n"));
            for active in ["<script", "<img src=x", "<svg onload", "javascript:", "@import"] {
                assert!(!html.contains(active), "{format}: {active}");
            }
        }
        ReportFormat::Pdf => assert!(document.starts_with(b"%PDF-") && document.ends_with(b"%%EOF")),
        ReportFormat::Xlsx => {
            let mut archive = zip::ZipArchive::new(std::io::Cursor::new(document)).unwrap();
            let mut sheets = String::new();
            archive.by_name("xl/worksheets/sheet2.xml").unwrap().read_to_string(&mut sheets).unwrap();
            assert!(!sheets.contains("<f>"));
        }
        ReportFormat::Csv => {
            let csv = std::str::from_utf8(document).unwrap();
            assert!(csv.starts_with('\u{feff}') && !csv.contains(",="));
        }
        ReportFormat::Parquet => assert!(document.starts_with(b"PAR1") && document.ends_with(b"PAR1")),
        ReportFormat::Json => {
            serde_json::from_slice::<serde_json::Value>(document).unwrap();
        }
    }
}

#[test]
fn an_empty_week() {
    let [en, az, ru] = &check(&Week::default(), ("Asia/Baku", "2026-W46"))[..] else { panic!() };
    assert_eq!(en.sentences, ["No views were counted in this week."]);
    assert_eq!(az.sentences, ["Bu həftə heç bir baxış qeydə alınmayıb."]);
    assert_eq!(ru.sentences, ["На этой неделе не зафиксировано ни одного просмотра."]);
}

#[test]
fn one_article_and_no_sections() {
    let week = Week::default().article_days(&[("/a", MONDAY, 1, 0)]);
    let reports = check(&week, ("Asia/Baku", "2026-W46"));
    let firsts: Vec<&str> = reports.iter().map(|report| report.sentences[0].as_str()).collect();
    assert_eq!(firsts, ["1 view.", "1 baxış.", "1 просмотр."]);
    assert!(reports.iter().all(|report| report.sections.is_empty()));
}

#[test]
fn weeks_that_daylight_saving_cuts() {
    for week in ["2026-W13", "2026-W43"] {
        let (start, end) = week.parse::<IsoWeek>().unwrap().bounds(&TimeZone::get("Europe/Berlin").unwrap());
        let starts = (0..).map(|hour: i64| start + hour.hours()).take_while(|hour| *hour < end);
        let rows: Vec<(&str, Timestamp, u64, u64)> = starts.map(|hour| ("News", hour, 2, 1)).collect();
        let day = week.parse::<IsoWeek>().unwrap().monday();
        let frames = Week::default().section_hours(&rows).article_days(&[("/a", day, 336, 168)]);
        check(&frames, ("Europe/Berlin", week));
    }
}

#[test]
fn a_great_many_addresses_and_sections() {
    let paths: Vec<String> = (0..20_000).map(|nth| format!("/{nth}/{}", "ə".repeat(40))).collect();
    let days: Vec<(&str, Date, u64, u64)> =
        (1..).zip(&paths).map(|(nth, path)| (path.as_str(), MONDAY, nth % 700, nth % 3)).collect();
    let hours: Vec<(&str, Timestamp, u64, u64)> =
        paths.iter().take(500).map(|path| (path.as_str(), moment("2026-11-10T09:00:00Z"), 3, 0)).collect();
    let reports =
        check(&Week::default().article_days(&days).section_hours(&hours), ("Asia/Baku", "2026-W46"));
    assert_eq!((reports[0].articles.len(), reports[0].sections.len()), (20, 500));
}

#[test]
fn titles_that_are_no_titles() {
    let paths: Vec<String> = (0..TITLES.len()).map(|nth| format!("/{nth}")).collect();
    let before = MONDAY.checked_sub(7.days()).unwrap();
    let days: Vec<(&str, Date, u64, u64)> = paths
        .iter()
        .zip(1..)
        .flat_map(|(path, nth)| {
            [(path.as_str(), MONDAY, 40 * nth, nth), (path.as_str(), before, 400 - 30 * nth, 0)]
        })
        .collect();
    let out = moment("2026-10-01T08:00:00Z");
    let long = TITLES.map(|title| title.repeat(12));
    for titles in [TITLES, long.each_ref().map(String::as_str)] {
        let cards: Vec<(&str, &str, &str, Timestamp)> =
            paths.iter().zip(titles).map(|(path, title)| (path.as_str(), title, title, out)).collect();
        let hours: Vec<(&str, Timestamp, u64, u64)> =
            titles.iter().map(|title| (*title, moment("2026-11-10T09:00:00Z"), 9, 1)).collect();
        let frames = Week::default().article_days(&days).articles(&cards).section_hours(&hours);
        let reports = check(&frames, ("Asia/Baku", "2026-W46"));
        assert!(reports[1].html().unwrap().contains("&#60;script&#62;alert(1)"));
    }
}

#[test]
fn a_title_from_the_right_does_not_turn_its_sentence() {
    let cards = [("/a", TITLES[5], "", moment("2026-11-09T06:00:00Z"))];
    let frames = Week::default().article_days(&[("/a", MONDAY, 9, 1)]).articles(&cards);
    for report in reports(&frames, ("Asia/Baku", "2026-W46")) {
        let sentence = report.sentences.last().unwrap();
        assert!(sentence.contains(&format!("\u{2068}{}\u{2069}", TITLES[5])), "{sentence}");
    }
}

#[test]
fn a_section_that_is_renamed_in_the_middle_of_the_week() {
    let hours = [
        ("Cəmiyyət", moment("2026-11-10T09:00:00Z"), 60, 1),
        ("Cəmiyyət və həyat", moment("2026-11-12T09:00:00Z"), 50, 1),
        ("Cəmiyyət", moment("2026-11-03T09:00:00Z"), 100, 1),
    ];
    let frames = Week::default()
        .section_hours(&hours)
        .article_days(&[("/a", MONDAY, 110, 2), ("/a", MONDAY.checked_sub(7.days()).unwrap(), 100, 1)]);
    for report in check(&frames, ("Asia/Baku", "2026-W46")) {
        let names: Vec<&str> = report.sections.iter().map(|row| row.label.as_str()).collect();
        assert_eq!(names, ["Cəmiyyət", "Cəmiyyət və həyat"]);
        assert_eq!(report.sections.iter().map(|row| row.views.value).sum::<u64>(), 110);
    }
}

#[test]
fn the_newsroom_reads_in_every_language() {
    for report in check(&sample::newsroom(), ("Asia/Baku", "2026-W46")) {
        let html = report.html().unwrap();
        assert!(html.contains(&format!("<html lang=\"{}\">", report.language)));
        let english = ["Views", "views", "Busiest", "Change", "November", "demo data"];
        let foreign = english.iter().find(|word| html.contains(**word));
        assert_eq!(foreign.is_some(), report.language == Language::En, "{foreign:?} in {}", report.language);
    }
}
