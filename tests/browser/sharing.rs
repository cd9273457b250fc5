//! Shares that no link tells: named buttons, the device's share sheet, copying and printing.

use super::pages::Pages;
use crate::support::Browser;

/// The networks of the shares that these lines of script make, one after the other; `least` ends the wait.
async fn shares(body: &str, script: &str, least: usize) -> Option<Vec<String>> {
    let browser = Browser::start().await?;
    let pages = Pages::with_body(body).await;
    browser.page.goto(&pages.url("/a")).await.unwrap();
    browser.run(script).await;
    pages.expect("share", least).await;
    browser.page.goto("about:blank").await.unwrap();
    pages.expect("engage", 1).await;
    let shares = pages.expect("share", least).await;
    browser.close().await;
    Some(shares.iter().map(|share| share["share"]["network"].as_str().unwrap().to_owned()).collect())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_named_element_shares_whatever_is_inside_it_and_a_double_click_shares_once() {
    let body = "<button id=copy data-tiraj-share=copy_link>Copy</button>
        <div data-tiraj-share=instagram><a id=inner href='#x'><b>Instagram</b></a></div>";
    let script = "copy.click(); copy.click(); inner.firstChild.click()";
    let Some(networks) = shares(body, script, 2).await else { return };
    assert_eq!(networks, ["copy_link", "instagram"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_share_sheet_counts_when_something_was_shared() {
    let body = "<button id=native data-tiraj-share=native>Share</button>
        <script>navigator.share = data => data.url ? Promise.resolve() : Promise.reject(new Error('closed'))</script>";
    let script = "native.click(); window.kept = 0;
        navigator.share({}).catch(error => { kept = error.message; tiraj('share', {network: 'other'}) })
        setTimeout(() => kept == 'closed' && navigator.share({url: '/a'}), 100)";
    let Some(networks) = shares(body, script, 2).await else { return };
    assert_eq!(networks, ["other", "native"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn copied_text_and_printing_are_shares() {
    let body = "<p id=text>A passage</p><textarea id=field>mine</textarea>
        <button id=print data-tiraj-share=print onclick=\"dispatchEvent(new Event('beforeprint'))\">Print</button>";
    let script = "document.dispatchEvent(new Event('copy'));
        field.select(); field.dispatchEvent(new Event('copy', {bubbles: true}));
        getSelection().selectAllChildren(text); text.dispatchEvent(new Event('copy', {bubbles: true}));
        text.dispatchEvent(new Event('copy', {bubbles: true}));
        document.querySelector('#print').click()";
    let Some(networks) = shares(body, script, 2).await else { return };
    assert_eq!(networks, ["copy_text", "print"]);
}
