//! Links that share, that follow and that lead away: from the click to the store.

use serde_json::{Value, json};

use super::await_rows;
use super::pages::Pages;
use crate::support::{Browser, Server, away_from_midnight};

const LINKS: &str = "
    <a href='https://www.facebook.com/sharer/sharer.php?u=x'>1</a><a href='https://x.com/intent/post?url=x'>2</a>
    <a href='https://t.me/share/url?url=x'>3</a><a href='https://wa.me/?text=x'>4</a>
    <a href='https://www.linkedin.com/sharing/share-offsite/?url=x'>5</a><a href='https://vk.com/share.php?url=x'>6</a>
    <a href='https://connect.ok.ru/offer?url=x'>7</a><a href='viber://forward?text=x'>8</a>
    <a href='mailto:?subject=x'>9</a><a href='https://t.me/newsexample'><i>10</i></a>
    <a href='https://apps.apple.com/az/app/news/id1'>11</a><a href='https://example.org/study?reader=7'>12</a>
    <a href='/b'>own</a><a href='https://sport.news.example/c'>own</a><a href='mailto:editor@news.example'>letter</a>
    <a href='javascript:void 0'>none</a><a href='#part'>part</a>";

fn texts(rows: &[Value], kind: &str, read: impl Fn(&Value) -> Value) -> Vec<Value> {
    let mut found: Vec<_> = rows.iter().filter(|row| row["type"] == kind).map(read).collect();
    found.sort_by_key(Value::to_string);
    found
}

#[tokio::test(flavor = "multi_thread")]
async fn each_link_is_stored_as_what_it_is_for() {
    let Some(browser) = Browser::start().await else { return };
    away_from_midnight();
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let server = Server::serve(&data);
    let script = format!(r#"<script defer src="{}" data-site="news.example"></script>"#, server.url("/t.js"));
    let pages = Pages::serve(&[("/a", format!("<title>A</title>{script}{LINKS}"))]).await;
    browser.page.goto(&pages.url("/a")).await.unwrap();
    browser
        .run(
            "addEventListener('click', click => click.preventDefault());
             document.querySelectorAll('a').forEach(a => (a.firstElementChild || a).click())",
        )
        .await;
    let rows = await_rows(&data, "news.example", 13);
    let networks = texts(&rows, "share", |row| row["network"].clone());
    let expected = ["email", "facebook", "linkedin", "ok", "telegram", "viber", "vk", "whatsapp", "x"];
    assert_eq!(networks, expected, "{rows:#?}");
    let clicks = texts(&rows, "custom", |row| json!([row["name"], row["props"]]));
    assert_eq!(
        clicks,
        [
            json!(["follow", {"network": "app_store", "url": "apps.apple.com/az/app/news/id1"}]),
            json!(["follow", {"network": "telegram", "url": "t.me/newsexample"}]),
            json!(["outbound", {"url": "example.org/study"}]),
        ]
    );
    browser.close().await;
    server.stop();
}
