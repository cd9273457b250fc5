//! An article's figures in sentences.

use super::{Age, ArticleReport};
use crate::breakdown::by_channel;
use crate::notation;
use crate::peers::Group;

/// What the figures say, the most telling first.
pub(super) fn of(report: &ArticleReport) -> Vec<String> {
    if report.views == 0 {
        return vec!["Nobody has opened it yet.".to_owned()];
    }
    [standing(report), life(report), wind(report), source(report), completion(report), next(report)]
        .into_iter()
        .flatten()
        .collect()
}

fn standing(report: &ArticleReport) -> Option<String> {
    let standing = report.standing?;
    let like = match standing.group {
        Group::SectionAndLanguage => "of its section in its language",
        Group::Section => "of its section",
        Group::Site => "of the site",
    };
    Some(format!(
        "After {} it had {}, where {} were to be expected: it did better than {} of 100 articles {like}.",
        notation::age(standing.age_hours.into()),
        notation::counted(standing.views, "view", "views"),
        notation::mean(standing.expected),
        standing.score,
    ))
}

fn life(report: &ArticleReport) -> Option<String> {
    // Half of what is not over yet says little.
    let half = report.life.half_life_hours.filter(|_| report.age != Age::New)?;
    let most = report.life.most_hours?;
    Some(format!(
        "Half of its views came within {}, nine of ten within {}.",
        notation::age(half),
        notation::age(most)
    ))
}

fn wind(report: &ArticleReport) -> Option<String> {
    let wind = report.life.second_winds.last()?;
    let day = wind.begin.to_zoned(report.time_zone.clone()).date();
    let times = notation::decimal(wind.times);
    Some(format!(
        "It was read anew from {} on: {times} times as much as on the days before.",
        notation::weekday_date(day)
    ))
}

fn source(report: &ArticleReport) -> Option<String> {
    let channels = by_channel(&report.sources);
    let first = channels.first()?;
    let leading = report.sources.iter().find(|part| part.within == first.key && part.key != first.key);
    let named = leading
        .filter(|part| !part.key.is_empty())
        .map_or_else(String::new, |part| format!(", most of them from {}", part.label));
    let named = if leading.is_some_and(|part| part.views * 2 > first.views) { named } else { String::new() };
    Some(format!("{} of its views came by {}{named}.", notation::percent(first.portion), lower(&first.label)))
}

fn completion(report: &ArticleReport) -> Option<String> {
    let (seconds, part) = (report.engaged_seconds?, report.completion?);
    Some(format!(
        "It is read for {} a view, which at the usual pace of its language is {} of its text.",
        notation::spent(seconds),
        notation::percent(part)
    ))
}

fn next(report: &ArticleReport) -> Option<String> {
    let first = report.next.first()?;
    let moves: u64 = report.next.iter().map(|page| page.moves).sum();
    Some(format!(
        "{} went on, most often to “{}”.",
        notation::counted(moves, "reader", "readers"),
        first.label
    ))
}

fn lower(label: &str) -> String {
    // Names of channels that are no names of their own: `Search`, but `AI assistants`.
    match label.strip_prefix("AI ") {
        Some(_) => label.to_owned(),
        None => label.to_lowercase(),
    }
}
