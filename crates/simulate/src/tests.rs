//! The shapes that make a newsroom believable, and the promises of [`super`].

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use jiff::civil::Weekday;
use tiraj_model::{Channel, Event, EventKind, Site, normalise_path};

use super::*;
use crate::hour::{DAY, HOUR};

fn settings(events: u64) -> Settings {
    Settings {
        site: Site::new("demo.tiraj".parse().unwrap(), "Asia/Baku").unwrap(),
        seed: 7,
        days: 28,
        articles: 500,
        events,
        end: "2026-11-23T11:20:00Z".parse().unwrap(),
    }
}

fn newsroom() -> Newsroom {
    Newsroom::new(settings(200_000))
}

/// Views of people by path.
fn views_by_path(events: impl Iterator<Item = Event>) -> HashMap<smol_str::SmolStr, Vec<Event>> {
    let mut views: HashMap<_, Vec<_>> = HashMap::new();
    for event in events.filter(Event::counts_as_view) {
        views.entry(event.path.clone()).or_default().push(event);
    }
    views
}

#[test]
fn the_same_settings_give_the_same_newsroom_and_another_seed_another() {
    let (one, two) = (Newsroom::new(settings(3_000)), Newsroom::new(settings(3_000)));
    assert_eq!(one.articles(), two.articles());
    assert!(one.events().eq(two.events()));
    assert!(one.events().eq(one.events()));
    let other = Newsroom::new(Settings { seed: 8, ..settings(3_000) });
    assert_ne!(one.articles(), other.articles());
    let more = Newsroom::new(settings(4_000));
    assert_eq!(one.articles(), more.articles(), "more events do not change the articles");
}

#[test]
fn there_are_exactly_as_many_events_and_articles_as_asked_for() {
    for (events, articles, days) in [(0, 5, 3), (1, 1, 1), (7, 0, 1), (12_345, 40, 0), (9_999, 3, 90)] {
        let newsroom = Newsroom::new(Settings { articles, days, ..settings(events) });
        assert_eq!(newsroom.articles().len(), articles);
        assert_eq!(newsroom.events().len() as u64, events);
        assert_eq!(newsroom.events().count() as u64, events);
    }
}

#[test]
fn everything_happens_within_the_window_and_after_publication() {
    let newsroom = newsroom();
    let published: HashMap<_, _> =
        newsroom.articles().iter().map(|a| (a.path.as_str(), a.meta.published_at.unwrap())).collect();
    let end = settings(0).end;
    let start = end.as_millisecond() - 28 * DAY;
    let mut latest = start;
    for event in newsroom.events() {
        let time = event.time.as_millisecond();
        assert!(time >= start && event.time < end, "{}", event.time);
        assert!(published.get(event.path.as_str()).is_none_or(|published| event.time >= *published));
        assert!(time > latest - 3 * HOUR, "events come roughly in order");
        latest = latest.max(time);
    }
    assert!(latest > end.as_millisecond() - HOUR, "the last hour is simulated up to its end");
}

#[test]
fn addresses_are_normalised_and_titles_are_in_three_languages() {
    let newsroom = newsroom();
    let paths: BTreeSet<_> = newsroom.articles().iter().map(|article| &article.path).collect();
    assert_eq!(paths.len(), newsroom.articles().len(), "no two articles share an address");
    let mut langs: BTreeMap<_, u32> = BTreeMap::new();
    for article in newsroom.articles() {
        assert_eq!(normalise_path(&article.path), article.path);
        assert!(article.path.starts_with(&format!("/{}/", article.meta.lang)));
        *langs.entry(article.meta.lang.as_str()).or_default() += 1;
    }
    assert_eq!(langs.keys().copied().collect::<Vec<_>>(), ["az", "en", "ru"]);
    assert!(newsroom.events().all(|event| normalise_path(&event.path) == event.path));
}

#[test]
fn translations_name_each_other() {
    let newsroom = newsroom();
    let by_address: HashMap<_, _> =
        newsroom.articles().iter().map(|a| (format!("https://demo.tiraj{}", a.path), a)).collect();
    let mut pairs = 0;
    for article in newsroom.articles() {
        for (lang, address) in &article.meta.translations {
            let other = &by_address[address.as_str()].meta;
            assert_eq!((&other.lang, &other.section), (lang, &article.meta.section));
            assert!(other.translations[&article.meta.lang].ends_with(article.path.as_str()));
            pairs += 1;
        }
    }
    assert!(pairs > 200, "{pairs}");
}

#[test]
fn a_tenth_of_the_articles_takes_more_than_half_of_the_views() {
    let newsroom = newsroom();
    let articles: HashSet<_> = newsroom.articles().iter().map(|article| &article.path).collect();
    let views = views_by_path(newsroom.events());
    let mut counts: Vec<_> =
        views.iter().filter(|(path, _)| articles.contains(path)).map(|(_, views)| views.len()).collect();
    counts.sort_unstable_by(|a, b| b.cmp(a));
    let (top, all): (usize, usize) = (counts.iter().take(articles.len() / 10).sum(), counts.iter().sum());
    assert!((0.5..0.9).contains(&(top as f64 / all as f64)), "{top} of {all}");
}

#[test]
fn half_of_an_articles_views_come_within_about_a_day() {
    let newsroom = newsroom();
    let views = views_by_path(newsroom.events());
    let window_start = settings(0).end.as_millisecond() - 28 * DAY;
    let (mut early, mut all) = (0, 0);
    for article in newsroom.articles() {
        let published = article.meta.published_at.unwrap().as_millisecond();
        // Articles whose first week lies within the window.
        if published < window_start || published > window_start + 21 * DAY {
            continue;
        }
        let ages =
            views.get(&article.path).into_iter().flatten().map(|v| v.time.as_millisecond() - published);
        for age in ages {
            early += u32::from(age < DAY);
            all += 1;
        }
    }
    assert!((0.5..0.9).contains(&(f64::from(early) / f64::from(all))), "{early} of {all}");
}

#[test]
fn weekends_and_nights_are_quiet() {
    let zone = settings(0).site.zone();
    let (mut weekend, mut workdays, mut night, mut evening) = (0, 0, 0, 0);
    for event in newsroom().events().filter(Event::counts_as_view) {
        let local = event.time.to_zoned(zone.clone());
        match local.weekday() {
            Weekday::Saturday | Weekday::Sunday => weekend += 1,
            _ => workdays += 1,
        }
        night += u32::from((2..5).contains(&local.hour()));
        evening += u32::from((19..22).contains(&local.hour()));
    }
    assert!(f64::from(weekend) / 2.0 < 0.85 * f64::from(workdays) / 5.0, "{weekend} {workdays}");
    assert!(night * 5 < evening, "{night} {evening}");
}

#[test]
fn telegram_posts_are_spikes_of_messaging() {
    let views = views_by_path(newsroom().events());
    let posted = |event: &&Event| event.utm.source == "telegram";
    let spikes = views.values().filter(|views| {
        let mut by_hour: BTreeMap<_, usize> = BTreeMap::new();
        let posted: Vec<_> = views.iter().filter(posted).collect();
        for view in &posted {
            assert_eq!((view.channel, view.source.as_str()), (Channel::Messaging, "Telegram"));
            *by_hour.entry(view.time.as_millisecond() / HOUR).or_default() += 1;
        }
        let two_hours = by_hour.iter().map(|(hour, count)| count + by_hour.get(&(hour + 1)).unwrap_or(&0));
        posted.len() >= 30 && two_hours.max().unwrap_or_default() * 10 >= posted.len() * 6
    });
    let spikes = spikes.count();
    assert!(spikes >= 10, "{spikes}");
}

#[test]
fn machines_are_a_small_and_even_part() {
    let zone = settings(0).site.zone();
    let (mut bots, mut all, mut by_quarter) = (0, 0, [0_u32; 4]);
    for event in newsroom().events() {
        all += 1;
        if !event.verdict.counts() {
            bots += 1;
            let hour = event.time.to_zoned(zone.clone()).hour();
            by_quarter[usize::try_from(hour / 6).unwrap()] += 1;
        }
    }
    assert!((0.05..0.07).contains(&(f64::from(bots) / f64::from(all))), "{bots} of {all}");
    assert!(by_quarter.iter().max().unwrap() * 10 < by_quarter.iter().min().unwrap() * 12, "{by_quarter:?}");
}

#[test]
fn readers_view_most_engage_often_and_share_sometimes() {
    let mut kinds: HashMap<_, u32> = HashMap::new();
    for event in newsroom().events() {
        *kinds.entry(event.kind).or_default() += 1;
        assert_eq!(event.network.is_some(), event.kind == EventKind::Share);
        assert_eq!(event.engaged_ms > 0, event.kind == EventKind::Engage);
        assert!(event.scroll <= 100 && event.id.is_none());
    }
    let share = |kind| f64::from(kinds[&kind]) / 200_000.0;
    assert!((0.6..0.75).contains(&share(EventKind::View)), "{kinds:?}");
    assert!((0.25..0.4).contains(&share(EventKind::Engage)), "{kinds:?}");
    assert!((0.005..0.03).contains(&share(EventKind::Share)), "{kinds:?}");
}

#[test]
fn readers_come_back_within_a_day_with_the_same_device_and_are_strangers_on_the_next() {
    let zone = settings(0).site.zone();
    let mut readers: HashMap<_, (BTreeSet<_>, String, u32)> = HashMap::new();
    for event in newsroom().events().filter(Event::counts_as_view) {
        let Some(reader) = event.reader else { continue };
        let traits = format!("{} {} {}", event.os, event.browser, event.city);
        let known = readers.entry(reader).or_insert_with(|| (BTreeSet::new(), traits.clone(), 0));
        known.0.insert(event.time.to_zoned(zone.clone()).date());
        known.2 += 1;
        assert_eq!(known.1, traits);
    }
    // A visit across midnight belongs to both days.
    let two_days = readers.values().filter(|(days, ..)| days.len() > 1).count();
    assert!(two_days * 50 < readers.len(), "{two_days} of {}", readers.len());
    let returning = readers.values().filter(|(.., views)| *views > 2).count();
    assert!(returning * 5 > readers.len(), "{returning} of {}", readers.len());
}

#[test]
fn channels_agree_with_sources_and_referrers() {
    for event in newsroom().events() {
        match event.channel {
            Channel::Direct => assert!(event.source.is_empty() && event.referrer.is_empty()),
            Channel::Internal => {
                assert!(event.source.is_empty() && event.referrer.starts_with("demo.tiraj/"));
            }
            _ => assert!(!event.source.is_empty()),
        }
    }
}
