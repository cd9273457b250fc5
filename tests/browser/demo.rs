//! A reader's browser on the sample site, and what the newsroom then sees.

use fantoccini::Locator;
use serde_json::Value;

use crate::support::{Browser, Server, away_from_midnight, run};

/// The sample newsroom with its articles and not one event.
fn empty_demo(data: &std::path::Path) -> Server {
    Server::start(data, &["demo", "--events", "0", "--data", data.to_str().unwrap()])
}

fn export(data: &std::path::Path) -> Vec<Value> {
    super::export(data, "demo.tiraj")
}

fn weekly_report(data: &std::path::Path, out: &std::path::Path) -> Value {
    let zone = jiff::tz::TimeZone::get("Asia/Baku").unwrap();
    let week = tiraj_model::IsoWeek::at(jiff::Timestamp::now(), &zone).to_string();
    run(data, &["report", "weekly", "--site", "demo.tiraj", "--week", &week, "--out", out.to_str().unwrap()]);
    serde_json::from_slice(&std::fs::read(out.join(format!("demo.tiraj-{week}.json"))).unwrap()).unwrap()
}

/// Opens the first article of the sample site's front page, and waits until it shows its first view. The server wrote
/// a zero there: the number rises on the page, without a reload.
async fn read_an_article(browser: &Browser, server: &Server) {
    browser.page.goto(&server.url("/demo")).await.unwrap();
    let link = browser.page.find(Locator::Css(".articles a")).await.unwrap();
    let path = link.attr("href").await.unwrap().unwrap();
    assert!(server.get(&path).body.contains("<span data-tiraj-views>0</span>"));
    link.click().await.unwrap();
    browser.wait_for("(document.querySelector('[data-tiraj-views]') || {}).textContent == '1'").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_reads_and_shares_and_the_newsroom_sees_exactly_that() {
    let Some(browser) = Browser::start().await else { return };
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let server = empty_demo(&data);

    away_from_midnight();
    read_an_article(&browser, &server).await;
    let (title, section) = (browser.text("h1").await, browser.text("article .section").await);
    let telegram = browser.page.find(Locator::Css("#share-telegram")).await.unwrap();
    telegram.click().await.unwrap();

    // The tab of the share covers the page, which is the end of reading.
    let mut rows = export(&data);
    for _ in 0..50 {
        if rows.len() >= 3 {
            break;
        }
        rows = export(&data);
    }
    rows.sort_by_key(|row| row["type"].as_str().unwrap().to_owned());
    let kinds: Vec<&str> = rows.iter().map(|row| row["type"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["engage", "share", "view"], "{rows:#?}");
    assert_eq!(rows[1]["network"], "telegram");
    for row in &rows {
        assert_eq!(
            (row["hostname"].as_str(), row["title"].as_str()),
            (Some("demo.tiraj"), Some(title.as_str()))
        );
        assert_eq!((row["browser"].as_str(), row["verdict"].as_str()), (Some("Chrome"), Some("human")));
        assert_eq!(row["section"].as_str().unwrap().to_uppercase(), section.to_uppercase());
    }

    let report = weekly_report(&data, &folder.path().join("reports"));
    let figure = |name: &str| report["headline"][name]["value"].as_u64();
    assert_eq!(
        (figure("views"), figure("readers"), figure("shares")),
        (Some(1), Some(1), Some(1)),
        "{report:#}"
    );

    browser.page.goto(&server.url("/")).await.unwrap();
    let overview = browser.page.source().await.unwrap();
    let live = server.look("/api/v1/stats/live?site=demo.tiraj").json();
    for figure in ["views_today", "readers_today", "shares_today", "readers_present"] {
        assert_eq!(live[figure], 1, "{figure}: {live}");
    }
    assert!(overview.contains("Telegram"), "the network must be on the overview");
    browser
        .wait_for(&format!("document.body.innerText.includes({})", serde_json::to_string(&title).unwrap()))
        .await;
    assert!(overview.to_lowercase().contains("demo data"));
    browser.wait_for("document.querySelector('[data-live=readers_present]').textContent.trim() == '1'").await;
    browser.close().await;
    server.stop();
}

#[tokio::test(flavor = "multi_thread")]
async fn each_share_button_counts_once_under_its_network() {
    let Some(browser) = Browser::start().await else { return };
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let server = empty_demo(&data);
    read_an_article(&browser, &server).await;
    let article = browser.page.window().await.unwrap();
    // Headless browsers do not print; the event that the tracker listens for is the same.
    browser
        .page
        .execute("window.print = () => dispatchEvent(new Event('beforeprint'))", Vec::new())
        .await
        .unwrap();
    for button in ["x", "facebook", "telegram", "copy", "print"] {
        let found = browser.page.find(Locator::Id(&format!("share-{button}"))).await.unwrap();
        found.click().await.unwrap();
        browser.page.switch_to_window(article.clone()).await.unwrap();
    }
    let mut networks = Vec::new();
    for _ in 0..50 {
        let rows = export(&data);
        let shares = rows.iter().filter(|row| row["type"] == "share");
        networks = shares.map(|row| row["network"].as_str().unwrap().to_owned()).collect();
        if networks.len() >= 5 {
            break;
        }
    }
    browser.page.find(Locator::Id("follow-telegram")).await.unwrap().click().await.unwrap();
    let follows = || export(&data).into_iter().find(|row| row["name"] == "follow");
    let follow = (0..50).find_map(|_| follows()).expect("a follow is stored");
    assert_eq!(follow["props"]["network"], "telegram");
    networks.sort();
    assert_eq!(networks, ["copy_link", "facebook", "print", "telegram", "x"]);
    browser.page.switch_to_window(article).await.unwrap();
    assert_eq!(browser.text("[data-tiraj-views]").await, "1", "shares are no views");
    browser.close().await;
}
