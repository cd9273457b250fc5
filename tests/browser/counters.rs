//! The public numbers on a page.

use super::pages::{Pages, TRACKER};
use crate::support::Browser;

#[tokio::test(flavor = "multi_thread")]
async fn one_request_fills_every_place_and_no_number_falls() {
    let Some(browser) = Browser::start().await else { return };
    let body = "<b data-tiraj-views></b><b data-tiraj-views='/b'>7</b><b data-tiraj-views='/b'></b>
        <b data-tiraj-views='/c'>1 500</b><b data-tiraj-views='/unknown'>…</b>";
    let pages = Pages::with_body(body).await;
    pages.set_views(r#"{"/a": 1, "/b": 12, "/c": 1400}"#);
    browser.page.goto(&pages.url("/a")).await.unwrap();
    let texts = "[...document.querySelectorAll('b')].map(b => b.textContent).join()";
    browser.wait_for(&format!("{texts} == '1,12,12,1 500,…'")).await;
    assert_eq!(pages.questions(), ["site=news.example&path=%2Fa&path=%2Fb&path=%2Fc&path=%2Funknown"]);

    pages.set_views(r#"{"/a": 0, "/b": 13}"#);
    browser.run("document.dispatchEvent(new Event('visibilitychange', {bubbles: true}))").await;
    browser.wait_for(&format!("{texts} == '1,13,13,1 500,…'")).await;
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_next_page_of_a_single_page_site_begins_with_its_own_number() {
    let Some(browser) = Browser::start().await else { return };
    let pages = Pages::with_body("<b data-tiraj-views>70</b>").await;
    pages.set_views(r#"{"/a": 80, "/b": 3}"#);
    browser.page.goto(&pages.url("/a")).await.unwrap();
    browser.wait_for("document.querySelector('b').textContent == '80'").await;
    browser.run("history.pushState({}, '', '/b')").await;
    browser.wait_for("document.querySelector('b').textContent == '3'").await;
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_number_rises_while_the_page_is_open() {
    let Some(browser) = Browser::start().await else { return };
    let document = format!("<title>A</title>{TRACKER}<b data-tiraj-views></b>");
    let pages = Pages::serve(&[("/a", document)]).await;
    pages.set_views(r#"{"/a": 1}"#);
    browser.page.goto(&pages.url("/a")).await.unwrap();
    browser.wait_for("document.querySelector('b').textContent == '1'").await;
    pages.set_views(r#"{"/a": 2}"#);
    tokio::time::sleep(std::time::Duration::from_secs(10)).await;
    browser.wait_for("document.querySelector('b').textContent == '2'").await;
    browser.close().await;
}
