//! What is a view.

use super::pages::{Pages, TRACKER};
use crate::support::Browser;

const BODY: &str = "<p>Text</p>";

#[tokio::test(flavor = "multi_thread")]
async fn a_page_is_a_view_when_it_opens() {
    let Some(browser) = Browser::start().await else { return };
    let pages = Pages::with_body(BODY).await;
    browser.page.goto(&pages.url("/a?utm_source=newsletter")).await.unwrap();
    let view = &pages.expect("view", 1).await[0];
    assert_eq!(view["url"], pages.url("/a?utm_source=newsletter"));
    assert_eq!((view["site"].as_str(), view["title"].as_str()), (Some("news.example"), Some("A")));
    assert!(view["id"].as_str().is_some_and(|id| id.len() > 16), "{view}");
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn each_page_of_a_single_page_site_is_a_view_after_the_last_words_of_the_one_before() {
    let Some(browser) = Browser::start().await else { return };
    let pages = Pages::with_body(BODY).await;
    browser.page.goto(&pages.url("/a")).await.unwrap();
    browser.run("dispatchEvent(new KeyboardEvent('keydown'))").await;
    browser.run("history.pushState({}, '', '/b'); document.title = 'B'").await;
    pages.expect("view", 2).await;
    browser.run("history.pushState({}, '', '/b?page=2'); history.replaceState({}, '', '/c')").await;
    pages.expect("view", 3).await;
    browser.run("history.go(-2)").await;
    let views = pages.expect("view", 4).await;

    let addresses: Vec<_> = views.iter().map(|view| view["url"].as_str().unwrap()).collect();
    assert_eq!(addresses, ["/a", "/b", "/c", "/a"].map(|path| pages.url(path)));
    assert_eq!((views[1]["title"].as_str(), &views[1]["referrer"]), (Some("B"), &views[0]["url"]));
    let events = pages.events();
    let last_words = events.iter().position(|event| event["type"] == "engage").unwrap();
    assert_eq!(events[last_words]["url"], pages.url("/a"));
    assert_eq!(events[last_words + 1]["url"], pages.url("/b"));
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_fragment_names_the_page_where_the_site_says_so() {
    let Some(browser) = Browser::start().await else { return };
    let tracker = TRACKER.replace("data-site", "data-hash data-site");
    let hashed = format!("<title>A</title>{tracker}");
    let pages = Pages::serve(&[("/a", format!("<title>A</title>{TRACKER}")), ("/h", hashed)]).await;
    browser.page.goto(&pages.url("/h#one")).await.unwrap();
    pages.expect("view", 1).await;
    browser.run("location.hash = 'two'").await;
    let views = pages.expect("view", 2).await;
    assert_eq!(views[1]["url"], pages.url("/h#two"));
    assert_eq!(views[1]["hash_mode"], true);

    browser.page.goto(&pages.url("/a#one")).await.unwrap();
    pages.expect("view", 3).await;
    browser.run("location.hash = 'two'; history.pushState({}, '', '/b')").await;
    let views = pages.expect("view", 4).await;
    assert_eq!((&views[3]["url"], &views[3]["hash_mode"]), (&pages.url("/b").into(), &false.into()));
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_out_of_the_back_forward_cache_is_a_new_view() {
    let Some(browser) = Browser::start().await else { return };
    let pages = Pages::with_body(BODY).await;
    browser.page.goto(&pages.url("/a")).await.unwrap();
    pages.expect("view", 1).await;
    // A driven browser keeps no such cache; these are the events that a page in it sees.
    browser.run("dispatchEvent(new PageTransitionEvent('pagehide', {persisted: true}))").await;
    browser.run("dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}))").await;
    let views = pages.expect("view", 2).await;
    assert_eq!(views[0]["url"], views[1]["url"]);
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_rendered_beforehand_counts_when_it_is_shown() {
    let Some(browser) = Browser::start().await else { return };
    let hide = "<script>Object.defineProperty(document, 'hidden', {get: () => !window.shown})</script>";
    let document = format!("<title>A</title>{hide}{TRACKER}<p data-tiraj-views></p>");
    let pages = Pages::serve(&[("/a", document)]).await;
    pages.set_views(r#"{"/a": 1}"#);
    browser.page.goto(&pages.url("/a")).await.unwrap();
    browser.run("dispatchEvent(new KeyboardEvent('keydown'))").await;
    browser.run("document.dispatchEvent(new Event('visibilitychange', {bubbles: true}))").await;
    assert!(pages.batches().is_empty() && pages.questions().is_empty());
    browser.run("shown = true; document.dispatchEvent(new Event('visibilitychange', {bubbles: true}))").await;
    pages.expect("view", 1).await;
    browser.wait_for("document.querySelector('p').textContent == '1'").await;
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_script_that_comes_early_reads_the_page_when_it_is_whole() {
    let Some(browser) = Browser::start().await else { return };
    let early = TRACKER.replace("defer ", "");
    let document = format!("{early}<title>A</title><meta property='article:section' content='Sport'>{BODY}");
    let pages = Pages::serve(&[("/a", document)]).await;
    browser.page.goto(&pages.url("/a")).await.unwrap();
    assert_eq!(pages.expect("view", 1).await[0]["article"]["section"], "Sport");
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tracker_that_is_named_twice_counts_once() {
    let Some(browser) = Browser::start().await else { return };
    let pages = Pages::serve(&[("/a", format!("<title>A</title>{TRACKER}{TRACKER}<p>Text</p>"))]).await;
    browser.page.goto(&pages.url("/a")).await.unwrap();
    browser.run("tiraj('signup', {plan: 'gold'})").await;
    let custom = pages.expect("custom", 1).await;
    assert_eq!(
        (custom[0]["name"].as_str(), custom[0]["props"]["plan"].as_str()),
        (Some("signup"), Some("gold"))
    );
    assert_eq!(pages.expect("view", 1).await.len(), 1);
    browser.close().await;
}
