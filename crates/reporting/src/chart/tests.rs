//! Charts are drawn, labelled and not blank.

use std::collections::HashSet;

use crate::sample::{masthead, moment, newsroom};
use crate::weekly;

use super::*;

fn charts() -> Vec<Chart> {
    let week = newsroom();
    let now = moment("2026-11-17T06:00:00Z");
    weekly::compute(&week.frames(), &masthead(), "2026-W46".parse().unwrap(), now).unwrap().charts()
}

fn svg(name: &str) -> String {
    charts().iter().find(|chart| chart.name == name).unwrap().svg().unwrap()
}

#[test]
fn charts_say_what_they_show() {
    for chart in charts() {
        let svg = chart.svg().unwrap();
        assert!(svg.contains(&format!("<title>{}</title>", chart.title)), "{}", chart.name);
        assert!(svg.contains("times in Asia/Baku · demo data"), "{}", chart.name);
        assert!(!chart.alt.is_empty() && !chart.table.rows.is_empty(), "{}", chart.name);
    }
}

#[test]
fn labels_keep_their_letters() {
    let days = svg("days");
    assert!(days.contains("Wednesday") && days.contains("11 Nov"), "{days}");
    let articles = svg("articles");
    assert!(articles.contains("Həftəsonu hava necə olacaq?") && articles.contains("Шахматы"), "{articles}");
    assert!(svg("sections").contains("İqtisadiyyat"));
}

#[test]
fn markup_in_titles_stays_text() {
    let articles = svg("articles");
    assert!(!articles.contains("<script") && articles.contains("&lt;script&gt;"), "{articles}");
}

#[test]
fn pictures_have_their_size_and_many_colours() {
    for chart in charts() {
        let file = chart.png(1).unwrap();
        let mut reader = ::png::Decoder::new(std::io::Cursor::new(file)).read_info().unwrap();
        let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
        let frame = reader.next_frame(&mut pixels).unwrap();
        assert_eq!((frame.width, frame.height), chart.size(), "{}", chart.name);
        let colours: HashSet<&[u8]> = pixels.chunks_exact(3).collect();
        assert!(colours.len() > 20, "{} has {} colours", chart.name, colours.len());
    }
}

#[test]
fn every_colour_of_a_drawing_has_a_dark_counterpart() {
    let known: HashSet<String> = theme::Ink::all().map(|ink| format!("#{:06X}", ink.light())).collect();
    for chart in charts() {
        let svg = chart.svg().unwrap();
        let used = svg.split("fill=\"").skip(1).filter_map(|rest| rest.split('"').next());
        for colour in used.filter(|colour| colour.starts_with('#') && colour.len() == 7) {
            assert!(known.contains(colour), "{} uses {colour}", chart.name);
        }
    }
}
