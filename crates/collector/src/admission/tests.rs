//! Given this raw event from this sender, that is admitted or refused.

use tiraj_model::{BotReason, Channel, Device, EventKind, ShareNetwork, SiteName, Verdict};

use jiff::Timestamp;

use super::*;
use crate::raw_event::RawArticle;

const NOW: &str = "2026-11-23T10:00:00Z";
const CHROME: &str = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) \
                      Chrome/142.0.0.0 Safari/537.36";

fn gate() -> (Admission, tempfile::TempDir) {
    let dir = tempfile::tempdir().unwrap();
    let mut site = Site::new("news.example".parse().unwrap(), "Asia/Baku").unwrap();
    site.hostnames.push("m.news.example".into());
    let salts = Salts::open(dir.path(), Arc::new(|bytes| bytes.fill(7)));
    (Admission::new(Sites::new([site]), Arc::new(salts), Enricher::built_in()), dir)
}

fn sender() -> Sender {
    Sender {
        ip: Some("192.0.2.7".parse().unwrap()),
        user_agent: Some(CHROME.into()),
        received_at: NOW.parse().unwrap(),
        unlinked: false,
        languages: "az-AZ,ru;q=0.8".into(),
        origin: String::new(),
        trust: Trust::Stranger,
    }
}

fn view() -> RawEvent {
    RawEvent::new(EventKind::View, "news.example", "https://www.news.example/a/?utm_campaign=x#top")
}

fn admit(raw: RawEvent) -> Event {
    gate().0.admit(raw, &sender()).unwrap()
}

fn ms(text: &str) -> i64 {
    text.parse::<Timestamp>().unwrap().as_millisecond()
}

#[test]
fn the_order_of_the_steps_is_fixed() {
    let names: Vec<_> = Admission::step_names().collect();
    let expect =
        "site rate limits trust page rules kind time agent source place reader visit pace props article";
    assert_eq!(names.join(" "), expect);
}

#[test]
fn a_view_carries_all_that_is_known() {
    let event = admit(RawEvent {
        referrer: "https://t.me/channel/5?x=1".into(),
        id: "1".into(),
        title: "Page".into(),
        article: Some(RawArticle {
            title: "Şuşa".into(),
            section: "CULTURE".into(),
            ..RawArticle::default()
        }),
        props: vec![("a".into(), "b".into())],
        ..view()
    });
    assert_eq!((event.name.as_str(), event.hostname.as_str()), ("pageview", "news.example"));
    assert_eq!((event.path.as_str(), event.utm.campaign.as_str()), ("/a", "x"));
    assert_eq!((event.referrer.as_str(), event.source.as_str()), ("t.me/channel/5", "Telegram"));
    assert_eq!((event.browser.as_str(), event.device), ("Chrome", Device::Desktop));
    assert_eq!(event.verdict, Verdict::Human);
    assert_eq!(event.time, sender().received_at);
    assert_eq!(event.props, [("a".into(), "b".into())]);
    assert!(event.id.is_some() && event.reader.is_some() && event.counts_as_view());
    let article = event.article.unwrap();
    assert_eq!((article.title.as_str(), article.section.as_str()), ("Şuşa", "CULTURE"));
}

#[test]
fn every_refusal_has_its_step_and_reason() {
    let (gate, _dir) = gate();
    let cases = [
        ("site", DropReason::UnknownSite, RawEvent { site: "other.example".into(), ..view() }),
        ("site", DropReason::UnknownSite, RawEvent { site: "../etc/passwd".into(), ..view() }),
        ("limits", DropReason::TooLong, RawEvent { id: "i".repeat(129), ..view() }),
        ("limits", DropReason::TooLong, RawEvent { name: "n".repeat(121), ..view() }),
        ("limits", DropReason::TooLong, RawEvent { props: vec![("k".repeat(301), "v".into())], ..view() }),
        (
            "page",
            DropReason::TooLong,
            RawEvent { url: format!("https://a.b/{}", "x".repeat(100_000)), ..view() },
        ),
        ("page", DropReason::BadUrl, RawEvent { url: "/relative".into(), ..view() }),
        ("page", DropReason::BadUrl, RawEvent { url: "javascript:alert(1)".into(), ..view() }),
        ("kind", DropReason::MissingField, RawEvent { kind: EventKind::Custom, ..view() }),
        ("kind", DropReason::MissingField, RawEvent { kind: EventKind::Share, ..view() }),
    ];
    for (step, reason, raw) in cases {
        let refusal = gate.admit(raw, &sender()).unwrap_err();
        assert_eq!((refusal.step, refusal.reason), (step, reason), "{refusal}");
        assert!(refusal.message.len() < 200, "a refusal repeats no long input: {refusal}");
    }
}

#[test]
fn a_site_takes_so_many_a_minute_but_an_import_has_no_rate() {
    let (gate, _dir) = gate();
    let mut site = (*gate.find_site("news.example").unwrap()).clone();
    site.rules.events_per_minute = Some(3);
    gate.sites.replace([site]);
    let admitted = |sender: &Sender| (0..9).filter(|_| gate.admit(view(), sender).is_ok()).count();
    assert_eq!(admitted(&Sender { trust: Trust::Import, ..sender() }), 9);
    assert_eq!(admitted(&sender()), 3);
    let refusal = gate.admit(view(), &sender()).unwrap_err();
    assert_eq!((refusal.step, refusal.reason), ("rate", DropReason::RateLimited));
    let next_minute = Sender { received_at: "2026-11-23T10:00:21Z".parse().unwrap(), ..sender() };
    assert_eq!(admitted(&next_minute), 1);
}

#[test]
fn kinds_keep_what_belongs_to_them() {
    let raw =
        RawEvent { engaged_ms: 5, scroll: 6, network: Some(ShareNetwork::Ok), name: "n".into(), ..view() };
    for (kind, name, network, engaged) in [
        (EventKind::View, "pageview", None, (0, 0)),
        (EventKind::Engage, "engagement", None, (5, 6)),
        (EventKind::Share, "share", Some(ShareNetwork::Ok), (0, 0)),
        (EventKind::Custom, "n", None, (0, 0)),
    ] {
        let event = admit(RawEvent { kind, ..raw.clone() });
        assert_eq!((event.name.as_str(), event.network), (name, network));
        assert_eq!((event.engaged_ms, event.scroll), engaged);
    }
}

#[test]
fn times_of_strangers_are_moved_into_the_window() {
    for (ts, expect) in [
        ("2026-11-23T09:00:00Z", "2026-11-23T09:00:00Z"),
        ("2026-11-23T10:04:00Z", "2026-11-23T10:04:00Z"),
        ("2026-11-23T11:00:00Z", NOW),
        ("2026-11-01T00:00:00Z", "2026-11-22T10:00:00Z"),
    ] {
        assert_eq!(admit(RawEvent { ts: Some(ms(ts)), ..view() }).time.to_string(), expect, "{ts}");
    }
    for ts in [i64::MIN, i64::MAX] {
        admit(RawEvent { ts: Some(ts), ..view() });
    }
}

#[test]
fn a_gate_may_look_back_less_far_but_never_further() {
    for (hours, expect) in [(6, "2026-11-23T04:00:00Z"), (48, "2026-11-22T10:00:00Z")] {
        let gate = gate().0.with_max_age(std::time::Duration::from_hours(hours));
        let event = gate.admit(RawEvent { ts: Some(0), ..view() }, &sender()).unwrap();
        assert_eq!(event.time.to_string(), expect, "{hours} hours");
    }
}

#[test]
fn a_server_is_no_reader_and_speaks_for_its_sites_only() {
    let (gate, _dir) = gate();
    let token =
        |site: &str| Sender { trust: Trust::Token(Some(Arc::new([site.parse().unwrap()]))), ..sender() };
    let told = RawEvent { ip: Some("192.0.2.8".parse().unwrap()), user_agent: Some(CHROME.into()), ..view() };
    assert!(gate.admit(told.clone(), &token("news.example")).unwrap().reader.is_some());
    assert_eq!(gate.admit(view(), &token("news.example")).unwrap().reader, None);
    for (raw, sender) in [(told, sender()), (view(), token("other.example"))] {
        let refusal = gate.admit(raw, &sender).unwrap_err();
        assert_eq!((refusal.step, refusal.reason), ("trust", DropReason::Untrusted), "{refusal}");
    }
}

#[test]
fn trusted_senders_speak_of_any_past_but_not_of_the_future() {
    let (gate, _dir) = gate();
    let trusted = Sender { trust: Trust::Import, ..sender() };
    let at = |ts| gate.admit(RawEvent { ts: Some(ts), ..view() }, &trusted);
    assert_eq!(at(ms("1995-07-09T00:00:00Z")).unwrap().time.to_string(), "1995-07-09T00:00:00Z");
    for ts in [ms("2027-01-01T00:00:00Z"), ms("1899-12-31T00:00:00Z"), i64::MIN, i64::MAX] {
        assert_eq!(at(ts).unwrap_err().reason, DropReason::Time);
    }
}

#[test]
fn bots_are_admitted_with_their_verdict_and_do_not_count() {
    let (gate, _dir) = gate();
    let bot = Sender { user_agent: Some("TelegramBot (like TwitterBot)".into()), ..sender() };
    let event = gate.admit(view(), &bot).unwrap();
    assert_eq!(event.verdict, Verdict::Bot(BotReason::Declared));
    assert!(!event.counts_as_view());
}

#[test]
fn a_reader_of_too_many_pages_is_held_for_a_machine_for_a_while() {
    let (gate, _dir) = gate();
    let gate = gate.with_bot_pace(30);
    let sender_at = |ip: &str, time: &str| Sender {
        ip: Some(ip.parse().unwrap()),
        received_at: time.parse().unwrap(),
        ..sender()
    };
    let counted =
        |sender: &Sender| (0..100).filter(|_| gate.admit(view(), sender).unwrap().counts_as_view()).count();
    assert_eq!(counted(&sender_at("192.0.2.7", NOW)), 30);
    assert_eq!(counted(&sender_at("192.0.2.7", "2026-11-23T10:05:00Z")), 0, "held for ten minutes");
    assert_eq!(counted(&sender_at("192.0.2.7", "2026-11-23T10:30:00Z")), 30, "and then free again");
    assert_eq!(counted(&sender_at("192.0.2.8", NOW)), 30, "others are not concerned");
}

#[test]
fn readers_who_ask_are_not_linked() {
    let (gate, _dir) = gate();
    let reader = |sender: &Sender| gate.admit(view(), sender).unwrap().reader;
    assert!(reader(&sender()).is_some());
    assert_eq!(reader(&Sender { unlinked: true, ..sender() }), None);
    assert_eq!(reader(&Sender { ip: None, ..sender() }), None);
    assert_ne!(reader(&sender()), reader(&Sender { ip: Some("192.0.2.8".parse().unwrap()), ..sender() }));
}

#[test]
fn own_hosts_are_internal_and_leave_no_referrer() {
    for referrer in ["https://news.example/b", "https://www.news.example/", "https://m.news.example/c"] {
        let raw = RawEvent::new(EventKind::View, "news.example", "https://news.example/a");
        let event = admit(RawEvent { referrer: referrer.into(), ..raw });
        assert_eq!((event.channel, event.source.as_str()), (Channel::Internal, ""), "{referrer}");
        assert_eq!(event.referrer, "");
    }
}

#[test]
fn the_readers_own_machine_is_no_place_to_come_from() {
    let event = admit(RawEvent { referrer: "http://localhost:4000/draft".into(), ..view() });
    assert_eq!((event.source.as_str(), event.referrer.as_str()), ("", ""));
}

#[test]
fn nothing_of_address_and_agent_is_in_the_event() {
    let event = format!("{:?}", admit(view()));
    assert!(!event.contains("192.0.2.7") && !event.contains("AppleWebKit"), "{event}");
}

#[test]
fn ids_are_a_sites_own() {
    let id = admit(RawEvent { id: "1".into(), ..view() }).id.unwrap();
    let site: SiteName = "news.example".parse().unwrap();
    assert_eq!(id, tiraj_model::EventId::new(&site, b"1"));
}
