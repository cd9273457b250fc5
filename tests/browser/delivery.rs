//! How events reach the collector when something is in the way.

use std::collections::BTreeSet;

use serde_json::Value;

use super::pages::{Pages, TRACKER};
use crate::support::Browser;

fn ids(batches: &[Vec<Value>]) -> Vec<&str> {
    batches.iter().flatten().map(|event| event["id"].as_str().unwrap()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_refused_for_now_comes_again_under_its_id_and_then_no_more() {
    let Some(browser) = Browser::start().await else { return };
    let pages = Pages::with_body("<p>Text</p>").await;
    pages.refuse(&[(503, "1"), (429, "")]);
    let begun = std::time::Instant::now();
    browser.page.goto(&pages.url("/a")).await.unwrap();
    browser.run("tiraj('one'); tiraj('two')").await;
    // Both waited for the answer to the view, and came in one batch.
    while pages.batches().last().is_none_or(|batch| batch.len() < 3) || pages.batches().len() < 3 {
        assert!(begun.elapsed().as_secs() < 20, "{:#?}", pages.batches());
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    assert!(begun.elapsed().as_millis() >= 3_000, "one second as told, then two of its own");
    browser.page.goto("about:blank").await.unwrap();
    pages.expect("engage", 1).await;
    let batches = pages.batches();
    assert_eq!(batches.iter().map(Vec::len).collect::<Vec<_>>(), [1, 3, 3, 1], "{batches:#?}");
    assert_eq!(ids(&batches).into_iter().collect::<BTreeSet<_>>().len(), 4);
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_refused_for_good_does_not_come_again() {
    let Some(browser) = Browser::start().await else { return };
    let pages = Pages::with_body("<p>Text</p>").await;
    pages.refuse(&[(400, "")]);
    browser.page.goto(&pages.url("/a")).await.unwrap();
    pages.expect("view", 1).await;
    browser.run("tiraj('after')").await;
    pages.expect("custom", 1).await;
    let batches = pages.batches();
    assert_eq!(ids(&batches).len(), 2, "{batches:#?}");
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn events_wait_for_the_network_and_arrive_once() {
    let Some(browser) = Browser::start().await else { return };
    let broken = "<script>window.tries = 0; const real = fetch;
        fetch = (...call) => window.up || !tries++ ? real(...call) : Promise.reject(new TypeError('offline'))</script>";
    let pages = Pages::with_body(broken).await;
    browser.page.goto(&pages.url("/a")).await.unwrap();
    pages.expect("view", 1).await;
    browser.run("tiraj('one'); tiraj('two')").await;
    browser.wait_for("tries > 1").await;
    assert_eq!(pages.events().len(), 1);
    browser.run("up = true; dispatchEvent(new Event('online'))").await;
    pages.expect("custom", 2).await;
    let batches = pages.batches();
    assert_eq!(ids(&batches).len(), 3, "{batches:#?}");
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_leaves_takes_nothing_along() {
    let Some(browser) = Browser::start().await else { return };
    let pages = Pages::with_body("<p>Text</p>").await;
    pages.refuse(&[(503, "60")]);
    browser.page.goto(&pages.url("/a")).await.unwrap();
    pages.expect("view", 1).await;
    browser.run("tiraj('last')").await;
    browser.page.goto("about:blank").await.unwrap();
    pages.expect("custom", 1).await;
    let batches = pages.batches();
    let kinds: Vec<_> = batches[1].iter().map(|event| event["type"].as_str().unwrap()).collect();
    assert_eq!((batches.len(), kinds), (2, vec!["view", "custom", "engage"]), "one beacon: {batches:#?}");
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_collector_may_be_elsewhere_and_the_pages_own_policy_strict() {
    let Some(browser) = Browser::start().await else { return };
    let desk = Pages::with_body("").await;
    let policy = format!(
        r#"<meta http-equiv="content-security-policy" content="default-src 'self'; connect-src {}">"#,
        desk.url("")
    );
    let tracker = TRACKER.replace("data-site", &format!(r#"data-api="{}" data-site"#, desk.url("/")));
    let pages = Pages::serve(&[("/a", format!("{policy}<title>A</title>{tracker}"))]).await;
    browser.page.goto(&pages.url("/a")).await.unwrap();
    assert_eq!(desk.expect("view", 1).await[0]["url"], pages.url("/a"));
    assert!(pages.batches().is_empty());
    browser.close().await;
}
