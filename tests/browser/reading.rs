//! Engaged time and scroll depth.

use std::time::{Duration, Instant};

use super::pages::Pages;
use crate::support::Browser;

const TALL: &str = "<style>body{margin:0}</style><div id=tall style='height:9000px'>Text</div>";
const KEY: &str = "dispatchEvent(new KeyboardEvent('keydown'))";

/// Covers the page with another tab.
async fn cover(browser: &Browser) {
    browser.page.new_window(true).await.unwrap();
    let tabs = browser.page.windows().await.unwrap();
    browser.page.switch_to_window(tabs[1].clone()).await.unwrap();
}

/// Closes the tab that covers the page.
async fn uncover(browser: &Browser) {
    browser.page.close_window().await.unwrap();
    let tabs = browser.page.windows().await.unwrap();
    browser.page.switch_to_window(tabs[0].clone()).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn time_counts_for_five_seconds_after_activity() {
    let Some(browser) = Browser::start().await else { return };
    let pages = Pages::with_body(TALL).await;
    browser.page.goto(&pages.url("/a")).await.unwrap();
    browser.run(KEY).await;
    tokio::time::sleep(Duration::from_millis(6_500)).await;
    cover(&browser).await;
    let engaged = &pages.expect("engage", 1).await[0];
    assert_eq!(engaged["engaged_ms"], 5_000, "{engaged}");
    assert_eq!(engaged["scroll"], 8, "of 9,000 pixels: {engaged}");
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn neither_an_idle_page_nor_a_hidden_one_is_read() {
    let Some(browser) = Browser::start().await else { return };
    let pages = Pages::with_body(TALL).await;
    browser.page.goto(&pages.url("/a")).await.unwrap();
    pages.expect("view", 1).await;
    cover(&browser).await;
    let idle = &pages.expect("engage", 1).await[0];
    assert_eq!(idle["engaged_ms"], 0);
    uncover(&browser).await;

    let begun = Instant::now();
    browser.run(KEY).await;
    tokio::time::sleep(Duration::from_secs(1)).await;
    cover(&browser).await;
    // The page hears that it is covered some time after the browser has switched, and tells of it then.
    pages.expect("engage", 2).await;
    let shown = begun.elapsed();
    tokio::time::sleep(Duration::from_secs(2)).await;
    uncover(&browser).await;
    browser.page.goto("about:blank").await.unwrap();
    let told: u64 = pages.events().iter().filter_map(|event| event["engaged_ms"].as_u64()).sum();
    assert!((1_000..=shown.as_millis() as u64).contains(&told), "{told} of {shown:?}");
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn steady_reading_is_told_on_the_way_and_is_never_longer_than_the_time_that_passed() {
    let Some(browser) = Browser::start().await else { return };
    let pages = Pages::with_body(TALL).await;
    let begun = Instant::now();
    browser.page.goto(&pages.url("/a")).await.unwrap();
    browser.run(&format!("{KEY}; setInterval(() => {KEY}, 500)")).await;
    pages.expect("engage", 1).await;
    browser.page.goto("about:blank").await.unwrap();
    let passed = begun.elapsed().as_millis() as u64;
    let told: Vec<_> =
        pages.expect("engage", 2).await.iter().map(|event| event["engaged_ms"].as_u64().unwrap()).collect();
    let sum: u64 = told.iter().sum();
    assert!((13_000..=passed).contains(&sum), "{told:?} of {passed} ms");
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn depth_is_the_deepest_point_of_the_page_as_it_has_grown() {
    let Some(browser) = Browser::start().await else { return };
    let pages = Pages::with_body(TALL).await;
    browser.page.goto(&pages.url("/a")).await.unwrap();
    browser
        .run("window.seen = 0; addEventListener('scroll', () => seen++); scrollTo(0, 4500 - innerHeight)")
        .await;
    browser.wait_for("seen").await;
    browser.run("window.seen = 0; scrollTo(0, 0)").await;
    browser.wait_for("seen").await;
    browser.run("history.pushState({}, '', '/half')").await;
    assert_eq!(pages.expect("engage", 1).await[0]["scroll"], 50);

    browser.run("window.seen = 0; scrollTo(0, 9000)").await;
    browser.wait_for("seen").await;
    browser.run("tall.style.height = '18000px'").await;
    browser.page.goto("about:blank").await.unwrap();
    assert_eq!(pages.expect("engage", 2).await[1]["scroll"], 50);
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_shorter_than_the_window_is_seen_whole() {
    let Some(browser) = Browser::start().await else { return };
    let pages = Pages::with_body("<p>Short</p>").await;
    browser.page.goto(&pages.url("/a")).await.unwrap();
    pages.expect("view", 1).await;
    browser.page.goto("about:blank").await.unwrap();
    assert_eq!(pages.expect("engage", 1).await[0]["scroll"], 100);
    browser.close().await;
}
