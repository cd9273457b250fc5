//! An article's figures in sentences.

use tiraj_model::Channel;

use super::{Age, ArticleReport};
use crate::breakdown::{Part, by_channel};
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
    let rank = match standing.score {
        // Of more than a hundred, one that did better may round away.
        100 if standing.peers <= 100 => format!("better than all {} articles", standing.peers),
        score => format!("better than {score} of 100 articles"),
    };
    Some(format!(
        "After {} it had {}, where {} were to be expected: it did {rank} {like}.",
        notation::age(standing.age_hours.into()),
        notation::counted(standing.views, "view", "views"),
        notation::mean(standing.expected),
    ))
}

fn life(report: &ArticleReport) -> Option<String> {
    // Half of what is not over yet says little.
    let half = report.life.half_life_hours.filter(|_| report.is_dated() && report.age != Age::New)?;
    let most = report.life.most_hours?;
    Some(format!(
        "Half of its views came within {}, nine of ten within {}.",
        notation::age(half),
        notation::age(most)
    ))
}

fn wind(report: &ArticleReport) -> Option<String> {
    let wind = report.life.second_winds.last().filter(|_| report.is_dated())?;
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
    let leading = report.sources.iter().find(|part| part.within == first.key);
    let named = leading
        .filter(|part| !part.key.is_empty() && part.views * 2 > first.views)
        .map_or_else(String::new, |part| format!(", most of them from {}", part.label));
    Some(format!("{} of its views came {}{named}.", notation::percent(first.portion), way(first)))
}

/// How readers come by a channel.
fn way(channel: &Part) -> String {
    let Ok(known) = channel.key.parse::<Channel>() else { return format!("by {}", channel.label) };
    match known {
        Channel::Direct => "directly",
        Channel::Search => "by search",
        Channel::Social => "from social networks",
        Channel::Messaging => "from messengers",
        Channel::News => "from news aggregators",
        Channel::Ai => "from AI assistants",
        Channel::Newsletter => "by newsletter",
        Channel::Internal => "from the site’s own pages",
        Channel::Campaign => "by campaigns",
        Channel::Referral => "from other sites",
    }
    .to_owned()
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
