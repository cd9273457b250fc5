//! Stored evidence and what the rules make of it.

use super::*;

fn stored(referrer: &str, source: &str, channel: &str, verdict: &str) -> Evidence {
    Evidence {
        evidence: "e".into(),
        page_host: "news.example".into(),
        referrer: referrer.into(),
        utm_source: String::new(),
        utm_medium: String::new(),
        utm_campaign: String::new(),
        click_id: String::new(),
        browser: "Chrome".into(),
        verdict: verdict.into(),
        source: source.into(),
        channel: channel.into(),
        events: 3,
    }
}

fn site() -> Site {
    let mut site = Site::new("news.example".parse().unwrap(), "Asia/Baku").unwrap();
    site.hostnames.push("m.news.example".into());
    site
}

fn check(evidence: &Evidence, expect: Option<(&str, &str, &str)>) {
    let now = reclassify(&site(), evidence);
    let found = now.as_ref().map(|now| (&*now.verdict, &*now.source, &*now.channel));
    assert_eq!(found, expect, "{evidence:?}");
}

#[test]
fn what_the_rules_would_say_today_as_well_stays() {
    check(&stored("", "", "direct", "human"), None);
    check(&stored("t.me", "Telegram", "messaging", "human"), None);
    check(&stored("blog.example", "blog.example", "other", "bot:declared"), None);
    let campaign = Evidence { utm_source: "telegram".into(), ..stored("", "Telegram", "messaging", "human") };
    check(&campaign, None);
}

#[test]
fn a_place_that_has_a_name_since_goes_by_it() {
    check(&stored("t.me", "t.me", "other", "human"), Some(("human", "Telegram", "messaging")));
    check(
        &stored(
            "android-app://org.telegram.messenger",
            "android-app://org.telegram.messenger",
            "other",
            "human",
        ),
        Some(("human", "Telegram", "messaging")),
    );
}

#[test]
fn own_pages_are_internal_though_their_address_is_not_stored() {
    check(&stored("", "", "internal", "human"), None);
    check(&stored("m.news.example", "m.news.example", "other", "human"), Some(("human", "", "internal")));
}

#[test]
fn a_verdict_that_no_rule_of_today_can_give_again_stays() {
    check(&stored("t.me", "Telegram", "messaging", "bot:rate"), None);
    check(&stored("", "", "direct", "bot:datacentre"), None);
    check(
        &stored("t.me", "Telegram", "messaging", "spam:referrer"),
        Some(("human", "Telegram", "messaging")),
    );
}

#[test]
fn a_machine_is_told_by_its_stored_name() {
    let crawler = |verdict| Evidence { browser: "GPTBot".into(), ..stored("", "", "direct", verdict) };
    check(&crawler("bot:declared"), Some(("bot:ai", "", "direct")));
    check(&crawler("bot:ai"), None);
}

#[test]
fn no_browser_of_readers_is_taken_for_a_machine() {
    for browser in [
        "Chrome",
        "Safari",
        "Firefox",
        "Opera",
        "Microsoft Edge",
        "Samsung Browser",
        "Yandex Browser",
        "Facebook",
        "iOS App",
        "Android Browser",
        "UC Browser",
        "DuckDuckGo",
        "Telegram",
        "",
    ] {
        check(&Evidence { browser: browser.into(), ..stored("", "", "direct", "human") }, None);
    }
}

#[test]
fn what_was_said_once_is_not_changed_again() {
    for referrer in
        ["t.me", "m.news.example", "android-app://com.whatsapp", "localhost", "[::1]", "a b", "şuşa.az"]
    {
        for verdict in ["human", "bot:declared", "spam:referrer", "no verdict"] {
            let first = stored(referrer, "x", "other", verdict);
            let Some(now) = reclassify(&site(), &first) else { continue };
            let again =
                Evidence { verdict: now.verdict, source: now.source, channel: now.channel, ..first.clone() };
            check(&again, None);
        }
    }
}

#[test]
fn changes_are_counted_by_what_changes() {
    let mut changes = Changes::default();
    let changed = stored("t.me", "t.me", "other", "human");
    changes.count(&changed, reclassify(&site(), &changed).as_ref());
    changes.count(&stored("", "", "direct", "human"), None);
    assert_eq!((changes.events, changes.changed), (6, 3));
    assert_eq!(changes.sources, Moves::from([(("t.me".into(), "Telegram".into()), 3)]));
    assert!(changes.verdicts.is_empty());
}
