//! The week in plain sentences.

use super::WeeklyReport;
use crate::figure::Figure;
use crate::notation::{self, counted};
use crate::sentence::{comparison, weeks_before};

/// The totals and what stands out.
pub(super) fn headline(report: &WeeklyReport) -> Vec<String> {
    let head = &report.headline;
    if head.views.value == 0 {
        return vec!["No views were counted in this week.".to_owned()];
    }
    let mut sentences = vec![
        total(&counted(head.views.value, "view", "views"), &head.views),
        total(&counted(head.readers.value, "reader", "readers"), &head.readers),
        total(&counted(head.shares.value, "share", "shares"), &head.shares),
    ];
    sentences.extend(share_rate(report));
    sentences.extend(busiest_day(report));
    sentences.extend(most_read(report));
    sentences.extend(next_week(report));
    sentences
}

/// What a reader of the figures must know.
pub(super) fn notes(report: &WeeklyReport) -> Vec<String> {
    let mut notes = Vec::new();
    if report.demo {
        notes.push("This is demo data: simulated readers of a sample newsroom.".to_owned());
    }
    if !report.complete {
        notes.push("The week is not over: its figures so far are compared with whole weeks.".to_owned());
    }
    notes.push(match report.headline.views.weeks {
        0 => "None of the four weeks before has data, so nothing is compared.".to_owned(),
        4 => "Compared with the mean of the four weeks before.".to_owned(),
        weeks => format!("Compared with {}; weeks without any view are left out.", weeks_before(weeks)),
    });
    notes.push(format!("Days and hours are those of {}.", report.zone));
    notes
}

fn total(count: &str, figure: &Figure<u64>) -> String {
    match comparison(figure, &weeks_before(figure.weeks)) {
        Some(comparison) => format!("{count}, {comparison}."),
        None => format!("{count}."),
    }
}

fn share_rate(report: &WeeklyReport) -> Option<String> {
    let rate = report.headline.share_rate?.value * 100.0;
    Some(format!("{rate:.1} shares for every 100 views."))
}

fn busiest_day(report: &WeeklyReport) -> Option<String> {
    // The first of equal ones.
    let busiest = report.days.iter().rev().max_by_key(|day| day.views.value)?;
    let views = counted(busiest.views.value, "view", "views");
    Some(format!("Busiest day: {}, with {views}.", notation::weekday_date(busiest.day)))
}

fn most_read(report: &WeeklyReport) -> Option<String> {
    let article = report.articles.first()?;
    Some(format!("Most read: “{}”, {}.", article.title, counted(article.views.value, "view", "views")))
}

fn next_week(report: &WeeklyReport) -> Option<String> {
    let views = report.outlook.as_ref()?.views;
    let [low, high] = views.interval80.map(|end| notation::count(rounded(end)));
    let expected = counted(rounded(views.expected), "view", "views");
    Some(format!(
        "Next week: about {expected} expected; in four weeks of five it should be between {low} and {high}."
    ))
}

/// A count as exactly as an estimate is known: to three digits.
fn rounded(count: u64) -> u64 {
    let step = 10_u64.pow(count.checked_ilog10().unwrap_or(0).saturating_sub(2));
    count.saturating_add(step / 2) / step * step
}

#[cfg(test)]
mod tests {
    use super::rounded;

    #[test]
    fn estimates_have_three_digits() {
        let cases = [(0, 0), (7, 7), (999, 999), (1_234, 1_230), (121_822, 122_000), (999_950, 1_000_000)];
        for (count, expected) in cases {
            assert_eq!(rounded(count), expected);
        }
        assert!(rounded(u64::MAX) > u64::MAX / 2);
    }
}
