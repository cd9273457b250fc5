//! An editor's browser: coming in, going out, and giving a link away.

use fantoccini::Locator;

use crate::support::{Browser, OWNER, PASSWORD, Server, run, run_json};

async fn fill(browser: &Browser, id: &str, text: &str) {
    let field = browser.page.find(Locator::Id(id)).await.unwrap();
    field.clear().await.unwrap();
    field.send_keys(text).await.unwrap();
}

async fn press(browser: &Browser, selector: &str) {
    browser.page.find(Locator::Css(selector)).await.unwrap().click().await.unwrap();
}

async fn wait_for_path(browser: &Browser, path: &str) {
    browser.wait_for(&format!("location.pathname == '{path}'")).await;
}

/// Signs in with a password, on the page that is open.
async fn sign_in(browser: &Browser, password: &str) {
    fill(browser, "email", OWNER).await;
    fill(browser, "password", password).await;
    press(browser, "button.main").await;
}

/// Comes in as the first owner.
async fn take_over(browser: &Browser, server: &Server) {
    browser.page.goto(server.way_in()).await.unwrap();
    fill(browser, "name", "Aygün Məmmədova").await;
    fill(browser, "email", OWNER).await;
    fill(browser, "password", PASSWORD).await;
    press(browser, "button.main").await;
    browser.wait_for("document.title.startsWith('news.example today')").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_owner_comes_in_goes_out_and_comes_back() {
    let Some(browser) = Browser::start().await else { return };
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let server = Server::serve(&data);
    take_over(&browser, &server).await;
    press(&browser, ".account a").await;
    wait_for_path(&browser, "/settings").await;
    assert_eq!(browser.text("h1").await, "Aygün Məmmədova");
    press(&browser, "#sign-out").await;
    wait_for_path(&browser, "/sign-in").await;

    // Whoever opens a page is asked who it is, and then comes to that page.
    let wanted = "/settings/audit";
    browser.page.goto(&server.url(wanted)).await.unwrap();
    wait_for_path(&browser, "/sign-in").await;
    sign_in(&browser, "wrong password").await;
    browser.wait_for("document.querySelector('.trouble')").await;
    assert_eq!(browser.text(".trouble").await, "The e-mail address or the password is not right.");
    sign_in(&browser, PASSWORD).await;
    wait_for_path(&browser, wanted).await;
    let log = browser.text("main").await;
    for act in
        ["took over as the first owner", "was refused with a wrong password", "signed out", "127.0.0.1"]
    {
        assert!(log.contains(act), "{act} is not in {log}");
    }

    let sessions = run_json(&data, &["user", "sessions", "--json"]);
    assert_eq!(sessions.as_array().unwrap().len(), 1, "{sessions}");
    run(&data, &["user", "sessions", "--end", sessions[0]["id"].as_str().unwrap()]);
    browser.page.refresh().await.unwrap();
    wait_for_path(&browser, "/sign-in").await;
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_is_made_opened_and_revoked() {
    let Some(browser) = Browser::start().await else { return };
    let Some(guest) = Browser::start().await else { return };
    let folder = tempfile::tempdir().unwrap();
    let server = Server::serve(&folder.path().join("data"));
    take_over(&browser, &server).await;
    browser.page.goto(&server.url("/settings/links")).await.unwrap();
    fill(&browser, "name", "Board").await;
    fill(&browser, "password", "for the board").await;
    press(&browser, "button.main").await;
    browser.wait_for("document.getElementById('secret')").await;
    let link = browser.text("#secret").await;
    assert!(link.starts_with(&server.url("/s/trj_")), "{link}");

    guest.page.goto(&link).await.unwrap();
    fill(&guest, "password", "for the boss").await;
    press(&guest, "button.main").await;
    guest.wait_for("document.querySelector('.trouble')").await;
    fill(&guest, "password", "for the board").await;
    press(&guest, "button.main").await;
    guest.wait_for("document.title.startsWith('news.example today')").await;
    guest.wait_for("document.getElementById('link').textContent == 'live'").await;

    press(&browser, "button.danger").await;
    browser.wait_for("document.querySelector('.hint') && !document.querySelector('button.danger')").await;
    guest.page.refresh().await.unwrap();
    wait_for_path(&guest, "/sign-in").await;
    guest.close().await;
    browser.close().await;
}
