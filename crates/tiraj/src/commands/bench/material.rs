//! Events as a newsroom's readers send them: a thousand articles, the browsers and referrers of a day.

use serde_json::{Value, json};

/// The site that is measured.
pub(super) const SITE: &str = "bench.tiraj";

/// How many pages there are.
pub(super) const PAGES: usize = 1_000;

const AGENTS: &[&str] = &[
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36",
    "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Mobile Safari/537.36",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 \
     Mobile/15E148 Safari/604.1",
    "Mozilla/5.0 (X11; Linux x86_64; rv:144.0) Gecko/20100101 Firefox/144.0",
    "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
];

const REFERRERS: &[&str] = &[
    "",
    "https://t.me/newsroom/1204",
    "https://www.google.com/",
    "https://l.facebook.com/l.php?u=x",
    "https://bench.tiraj/az",
    "https://yandex.com.tr/search/?text=x",
    "https://a-blog.example/2026/11/links",
];

/// The path of a page.
pub(super) fn path(page: usize) -> String {
    format!("/az/interviews/{}-sehifenin-uzun-basligi-burada", page % PAGES)
}

/// The user agent of the nth request.
pub(super) fn agent(nth: usize) -> &'static str {
    AGENTS[nth % AGENTS.len()]
}

/// The nth event: of eight, six views with what the page says of its article, one share, one stretch of reading.
pub(super) fn event(nth: usize) -> Value {
    let mut event = json!({
        "site": SITE, "url": format!("https://{SITE}{}?utm_source=telegram", path(nth)),
        "referrer": REFERRERS[nth % REFERRERS.len()], "id": format!("{nth:016x}"), "tracker_version": "1",
    });
    let more = match nth % 8 {
        6 => json!({"type": "share", "share": {"network": "telegram"}}),
        7 => json!({"type": "engage", "engaged_ms": 14_000, "scroll": 65}),
        _ => json!({"type": "view", "title": "Müsahibə", "article": {
            "title": "Bakıda keçirilən müsahibə: şəhərin sabahı", "section": "INTERVIEWS", "authors": ["Aysel Quliyeva"],
            "lang": "az", "published_at": "2026-11-23T08:00:00+04:00", "tags": ["Bakı", "şəhər"],
        }}),
    };
    let (event_map, more) = (event.as_object_mut(), more.as_object().cloned());
    event_map.into_iter().zip(more).for_each(|(event, more)| event.extend(more));
    event
}

/// A batch of events, from the nth on.
pub(super) fn batch(first: usize, count: usize) -> String {
    Value::Array((first..first + count).map(event).collect()).to_string()
}
