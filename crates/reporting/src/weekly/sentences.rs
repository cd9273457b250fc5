//! The week in plain sentences.

use tiraj_locale::Locale;

use super::WeeklyReport;
use crate::figure::Figure;
use crate::sentence::{Basis, comparison};

/// The totals and what stands out.
pub(super) fn headline(report: &WeeklyReport) -> Vec<String> {
    let (head, locale) = (&report.headline, report.locale());
    if head.views.value == 0 {
        return vec![locale.text("weekly-nothing").to_owned()];
    }
    let mut sentences = vec![
        total("count-views", &head.views, locale),
        total("count-readers", &head.readers, locale),
        total("count-shares", &head.shares, locale),
    ];
    sentences.extend(share_rate(report));
    sentences.extend(busiest_day(report));
    sentences.extend(most_read(report));
    sentences.extend(next_week(report));
    sentences
}

/// What a reader of the figures must know.
pub(super) fn notes(report: &WeeklyReport) -> Vec<String> {
    let locale = report.locale();
    let mut notes = Vec::new();
    if report.demo {
        notes.push(locale.text("weekly-note-demo").to_owned());
    }
    if !report.complete {
        notes.push(locale.text("weekly-note-running").to_owned());
    }
    let weeks = u64::from(report.headline.views.weeks);
    notes.push(locale.say("weekly-note-weeks", &[("weeks", weeks.into())]));
    notes.push(locale.say("weekly-note-zone", &[("zone", (&report.zone).into())]));
    notes
}

fn views(count: u64, locale: Locale) -> String {
    locale.say("count-views", &[("count", count.into())])
}

fn total(counted: &'static str, figure: &Figure<u64>, locale: Locale) -> String {
    let total = locale.say(counted, &[("count", figure.value.into())]);
    match comparison(figure, Basis::Weeks(figure.weeks), locale) {
        Some(comparison) => {
            let arguments = [("total", total.into()), ("comparison", comparison.into())];
            locale.say("weekly-total-compared", &arguments)
        }
        None => locale.say("weekly-total", &[("total", total.into())]),
    }
}

fn share_rate(report: &WeeklyReport) -> Option<String> {
    let locale = report.locale();
    let rate = locale.decimal(report.headline.share_rate?.value * 100.0);
    Some(locale.say("weekly-share-rate", &[("rate", rate.into())]))
}

fn busiest_day(report: &WeeklyReport) -> Option<String> {
    let locale = report.locale();
    // The first of equal ones.
    let busiest = report.days.iter().rev().max_by_key(|day| day.views.value)?;
    let day = locale.weekday_date(busiest.day);
    let arguments = [("day", day.into()), ("views", views(busiest.views.value, locale).into())];
    Some(locale.say("weekly-busiest", &arguments))
}

fn most_read(report: &WeeklyReport) -> Option<String> {
    let (article, locale) = (report.articles.first()?, report.locale());
    let views = views(article.views.value, locale);
    Some(locale.say("weekly-most-read", &[("title", (&article.title).into()), ("views", views.into())]))
}

fn next_week(report: &WeeklyReport) -> Option<String> {
    let (views, locale) = (report.outlook.as_ref()?.views, report.locale());
    let [low, high] = views.interval80.map(rounded);
    let expected = rounded(views.expected);
    let arguments = [("expected", expected.into()), ("low", low.into()), ("high", high.into())];
    Some(locale.say("weekly-next", &arguments))
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
