//! The pages over the real engine.

mod articles;
mod desk;
mod own;
mod rights;
mod settings;
mod stats;
mod ways_in;

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::response::Response;
use http::{HeaderMap, Request, StatusCode, header};
use http_body_util::BodyExt;
use tiraj_callers::Proxies;
use tiraj_model::{
    Article, ArticleMeta, ArticleOrigin, BatchOrigin, Event, Role, Scope, ShareNetwork, Site, Sites, Token,
    TokenSecret, Tokens,
};
use tiraj_people::By;
use tiraj_store::{Saying, Store, Target};
use tiraj_testkit::{ManualClock, TestDatabase, at, share, site, view};
use tower::ServiceExt;

use crate::{Dashboard, Registers, router};

/// A Monday, 13:40 in Baku.
const NOW: &str = "2026-11-23T09:40:00Z";
/// A headline that would break out of a page, if one let it.
const HOSTILE: &str = "</title><script>alert(\"1\")</script>";

/// Four views by three readers today, of which one is reading, two shares, and three views last Monday.
async fn fill(store: &Store) {
    let events = [
        view("2026-11-16T08:30:00Z", "/b", 7),
        view("2026-11-16T08:31:00Z", "/b", 8),
        view("2026-11-16T08:32:00Z", "/b", 9),
        view("2026-11-22T20:30:00Z", "/a", 1),
        view("2026-11-23T08:10:00Z", "/a", 2),
        view("2026-11-23T08:11:00Z", "/b", 2),
        view("2026-11-23T09:38:00Z", "/a", 3),
        share("2026-11-23T08:12:00Z", "/a", 2, ShareNetwork::Telegram),
        share("2026-11-23T09:39:00Z", "/a", 3, ShareNetwork::CopyLink),
    ];
    store_events(store, &events).await;
    let meta = ArticleMeta { title: HOSTILE.into(), section: "A&B".into(), ..ArticleMeta::default() };
    let article = Article::new(site().name, "/a".into(), ArticleOrigin::Cms, meta);
    store.upsert_articles(&site(), &[article], Saying::at(at(NOW))).await.unwrap();
    // What is over is read from the rollups.
    let (from, to) = (at("2026-11-16T00:00:00Z"), at("2026-11-23T09:00:00Z"));
    store.recompute_hours("news.example", from, to).await.unwrap();
    store.recompute_days(&site(), from, to, at(NOW)).await.unwrap();
}

async fn store_events(store: &Store, events: &[Event]) {
    let frames = [tiraj_frames::encode_events(events)];
    for batch in tiraj_loader::split_batches(1, BatchOrigin::Spool, 1, &frames).unwrap() {
        store.insert_events(&batch, 0).await.unwrap();
    }
}

/// A token that may describe articles of the site, and one that may not.
fn tokens() -> Tokens {
    let token =
        |name, byte, scope| Token::new(name, &secret(byte), vec![site().name], vec![scope], at(NOW)).unwrap();
    Tokens::new([
        token("cms", 1, Scope::Articles),
        token("events", 2, Scope::Events),
        token("stats", 3, Scope::Stats),
    ])
}

fn secret(byte: u8) -> TokenSecret {
    TokenSecret::from_bytes(&[byte; 32])
}

fn dashboard(store: &Store, sites: impl IntoIterator<Item = Site>) -> Dashboard {
    let clock = Arc::new(ManualClock::at(NOW));
    Dashboard {
        store: store.clone(),
        sites: Sites::new(sites),
        tokens: tokens(),
        people: tiraj_testkit::people(clock.clone()),
        asks_to_sign_in: true,
        registers: Arc::new(NoRegisters),
        proxies: Proxies::default(),
        intake: None,
        publishing: None,
        questions_per_minute: 0,
        clock,
    }
}

/// The pages as an owner sees them who is signed in.
fn pages(store: &Store, sites: impl IntoIterator<Item = Site>) -> Router {
    let dashboard = dashboard(store, sites);
    let cookie = desk::sign_in(&dashboard.people, "owner@news.example", Role::Owner, &[]);
    desk::with_header(router(dashboard), header::COOKIE, &cookie)
}

/// Registers that cannot be changed.
struct NoRegisters;

impl Registers for NoRegisters {
    fn add_token(&self, _: Token, _: &By) -> Result<(), String> {
        Err("no token can be added".into())
    }

    fn revoke_token(&self, _: &str, _: &By) -> Result<(), String> {
        Err("no token can be revoked".into())
    }

    fn put_site(&self, _: Site, _: &By) -> Result<(), String> {
        Err("no site can be changed".into())
    }
}

async fn ask(pages: &Router, path: &str) -> Response {
    pages.clone().oneshot(Request::get(path).body(Body::empty()).unwrap()).await.unwrap()
}

async fn get(pages: &Router, path: &str) -> (StatusCode, HeaderMap, String) {
    let (parts, body) = ask(pages, path).await.into_parts();
    let body = body.collect().await.unwrap().to_bytes();
    (parts.status, parts.headers, String::from_utf8_lossy(&body).into_owned())
}

/// The text of a page without its tags, each run of spaces as one.
fn text(html: &str) -> String {
    let pieces = html.split('<').map(|piece| piece.split_once('>').map_or(piece, |(_, text)| text));
    pieces.flat_map(str::split_whitespace).collect::<Vec<_>>().join(" ")
}

#[tokio::test(flavor = "multi_thread")]
async fn the_overview_shows_the_stored_numbers() {
    let database = TestDatabase::new().await;
    fill(database.store()).await;
    let (status, _, html) = get(&pages(database.store(), [site()]), "/").await;
    assert_eq!(status, StatusCode::OK);
    assert!(!html.contains("<script>"), "a headline must not become a script");
    let page = text(&html);
    for expected in [
        "Monday, 23 November, 13:40 · times in Asia/Baku",
        "Reading now 1 as of 13:40",
        // 12:00 to 13:00 last Monday had three views.
        "Views today 4 +33\u{a0}% usually 3",
        "Readers today 3",
        "Shares today 2",
        "Share rate today 50\u{a0}%",
        "12:00 2 3",
        "A&#38;B 3 3 2",
        "/b 1 1 0",
        "No section 1 1 0",
        "Link copied 1",
        "Telegram 1",
    ] {
        let words = expected.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(page.contains(&words), "{expected} is not in:\n{page}");
    }
    assert!(!page.contains("demo data"));
}

#[tokio::test(flavor = "multi_thread")]
async fn live_numbers_agree_between_stream_and_api() {
    let database = TestDatabase::new().await;
    fill(database.store()).await;
    let pages = pages(database.store(), [site()]);
    let numbers = serde_json::json!({
        "site": "news.example", "at": NOW,
        "readers_present": 1, "views_today": 4, "readers_today": 3, "shares_today": 2,
    });
    let (_, _, api) = get(&pages, "/api/v1/stats/live").await;
    let mut api: serde_json::Value = serde_json::from_str(&api).unwrap();
    let platforms = api.as_object_mut().unwrap().remove("platforms_today").unwrap();
    assert_eq!(platforms, serde_json::json!([{"platform": "web", "views": 4, "readers": 3, "shares": 2}]));
    assert_eq!(api, numbers);

    let response = ask(&pages, "/live?site=news.example").await;
    assert_eq!(response.headers()[header::CONTENT_TYPE], "text/event-stream");
    let first = response.into_body().frame().await.unwrap().unwrap().into_data().unwrap();
    let message = std::str::from_utf8(&first).unwrap().strip_prefix("data: ").unwrap();
    assert_eq!(serde_json::from_str::<serde_json::Value>(message).unwrap(), numbers);
}

#[tokio::test(flavor = "multi_thread")]
async fn reports_and_charts_come_in_every_form() {
    let database = TestDatabase::new().await;
    fill(database.store()).await;
    let pages = pages(database.store(), [site()]);
    let (status, _, html) = get(&pages, "/reports/weekly").await;
    assert!(status.is_success() && html.contains("ISO week 2026-W47"), "the default is the last whole week");
    let (_, _, html) = get(&pages, "/reports/weekly?lang=az").await;
    assert!(html.contains("<html lang=\"az\">") && html.contains("ISO həftəsi 2026-W47"), "{html}");
    let (_, _, svg) = get(&pages, "/charts/days.svg?week=2026-W48&lang=ru").await;
    assert!(svg.contains("Просмотры по дням"), "{svg}");
    let (_, headers, json) = get(&pages, "/reports/weekly?week=2026-W48&format=json").await;
    let report: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!((&report["headline"]["views"]["value"], &report["complete"]), (&4.into(), &false.into()));
    let kept_as = "attachment; filename=\"news.example-2026-W48.json\"";
    assert_eq!(headers[header::CONTENT_DISPOSITION], kept_as);
    let (_, headers, csv) = get(&pages, "/reports/weekly?format=csv").await;
    assert!(headers[header::CONTENT_TYPE] == "text/csv; charset=utf-8" && csv.lines().count() > 10);

    // Too little was counted to tell what comes.
    let not_drawn = ["outlook", "next-week", "life"];
    for (name, why) in [
        ("life", "whose publication is known"),
        ("outlook", "drawn of weeks that are over"),
        ("next-week", "once some days were counted"),
    ] {
        let (status, _, page) = get(&pages, &format!("/charts/{name}.svg?week=2026-W48&path=/a")).await;
        assert!(status == StatusCode::NOT_FOUND && page.contains(why), "{page}");
    }
    for (name, _) in super::charts::CHARTS.into_iter().filter(|(name, _)| !not_drawn.contains(name)) {
        let address = format!("/charts/{name}.svg?week=2026-W48&path=/a&period=28d");
        let (status, headers, svg) = get(&pages, &address).await;
        assert_eq!(
            (status, &headers[header::CONTENT_TYPE]),
            (StatusCode::OK, &"image/svg+xml".parse().unwrap()),
            "{name}"
        );
        assert!(svg.contains("</svg>"), "{name}");
    }
    let (_, headers, _) = get(&pages, "/charts/days.png?week=2026-W48").await;
    assert_eq!(headers[header::CONTENT_TYPE], "image/png");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_answered_is_refused_in_plain_words() {
    let store = away();
    let (one, none) = (pages(&store, [site()]), pages(&store, []));
    for (pages, path, status, words) in [
        (&one, "/?site=%3Cb%3E", 404, "There is no site “&#60;b&#62;” here. Known are: news.example."),
        (&one, "/?site=a&site=b", 400, "This address is not right"),
        (&one, "/reports/weekly?week=2026-W99", 400, "is no ISO week; write it as 2026-W46"),
        (&one, "/reports/weekly?week=2026-W49", 400, "has not begun yet"),
        (&one, "/reports/weekly?format=doc", 400, "This address cannot be read"),
        (&one, "/reports/weekly?lang=de", 400, "This address cannot be read"),
        (&one, "/charts/hourz.svg", 404, "Add .svg or .png to one of"),
        (&one, "/stories?period=ever", 400, "There is no period of this name. Known are: today"),
        (&one, "/stories?sort=luck", 400, "They are by: views, shares"),
        (&one, "/stories?page=0", 400, "A page is a whole number from 1 on."),
        (&one, "/stories?page=-1", 400, "A page is a whole number from 1 on."),
        (&one, "/stories?dir=up", 400, "A direction is asc or desc."),
        (&one, "/stories?columns=views&columns=luck", 400, "There is no such column."),
        (&one, "/stories?format=pdf", 400, "The list is there as html, csv and xlsx."),
        (&one, "/sections?from=2026-11-20&to=2026-11-01", 400, "is after `to`"),
        (&one, "/sources?from=yesterday", 400, "A day is written as in 2026-11-23."),
        (&one, "/story?path=a", 400, "Say which article: path=/its/path"),
        (&one, "/story", 400, "Say which article: path=/its/path"),
        (&one, "/nowhere", 404, "There is nothing at this address"),
        (&one, "/api/v1/nowhere", 404, r#""code":"not_found""#),
        (&one, "/api/v1/stats/live?site=other.example", 404, r#""code":"unknown_site""#),
        (&none, "/", 200, "tiraj site add news.example"),
        (&none, "/reports/weekly", 404, "tiraj site add news.example"),
    ] {
        let (found, headers, body) = get(pages, path).await;
        assert_eq!(found.as_u16(), status, "{path}");
        assert!(body.contains(words), "{path}: {body}");
        assert!(status == 200 || body.contains(headers["x-request-id"].to_str().unwrap()), "{path}");
    }
}

/// A store whose database is not there.
fn away() -> Store {
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", free.local_addr().unwrap());
    Store::connect(Target::Server { url, user: String::new(), password: String::new() }, "tiraj", "test")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_is_away_is_told_on_every_face() {
    let pages = pages(&away(), [site()]);
    for path in [
        "/",
        "/reports/weekly",
        "/charts/today.svg",
        "/charts/days.png",
        "/api/v1/stats/live",
        "/stories",
        "/story?path=/a",
        "/sections",
        "/authors",
        "/languages",
        "/sources",
        "/trends",
    ] {
        let (status, headers, body) = get(&pages, path).await;
        assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE, "{path}: {body}");
        assert!(body.contains("The database does not answer."), "{path}: {body}");
        assert!(headers.contains_key(header::RETRY_AFTER));
    }
    let stream = ask(&pages, "/live").await;
    assert_eq!(stream.status(), StatusCode::OK, "the stream outlives the database");
    let first = stream.into_body().frame().await.unwrap().unwrap().into_data().unwrap();
    assert!(first.starts_with(b"event: away\n"), "{first:?}");
}

#[tokio::test]
async fn sites_are_chosen_by_name_and_demo_data_is_called_so() {
    let database = TestDatabase::new().await;
    let mut demo = Site::new("demo.tiraj".parse().unwrap(), "UTC").unwrap();
    demo.demo = true;
    let pages = pages(database.store(), [site(), demo]);
    let (_, _, first) = get(&pages, "/").await;
    assert!(
        first.contains("<title>demo.tiraj today (demo data)</title>"),
        "the first by name is the default"
    );
    assert!(text(&first).contains("No page was opened today yet."));
    let (_, _, other) = get(&pages, "/?site=news.example").await;
    assert!(other.contains(r#"<a href="/?site=news.example" aria-current="page">"#));
    assert!(!text(&other).contains("demo data"));
}

#[tokio::test]
async fn pages_keep_to_themselves_and_assets_are_sent_once() {
    let pages = pages(&away(), []);
    for path in ["/", "/nowhere", "/assets/live.js"] {
        let (_, headers, _) = get(&pages, path).await;
        let policy = headers[header::CONTENT_SECURITY_POLICY].to_str().unwrap();
        assert!(policy.starts_with("default-src 'self';") && policy.contains("frame-ancestors 'none'"));
        assert!(!policy.contains("script-src"), "no exception for scripts");
        assert_eq!(headers[header::X_CONTENT_TYPE_OPTIONS], "nosniff");
        assert_eq!(headers[header::REFERRER_POLICY], "same-origin");
    }
    for path in ["/assets/live.js", "/assets/dashboard.css", "/assets/inter-bold.woff2"] {
        let tag = get(&pages, path).await.1[header::ETAG].clone();
        let again = Request::get(path).header(header::IF_NONE_MATCH, tag).body(Body::empty()).unwrap();
        assert_eq!(pages.clone().oneshot(again).await.unwrap().status(), StatusCode::NOT_MODIFIED);
    }
}
