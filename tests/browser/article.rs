//! What a page says of its article.

use serde_json::{Value, json};

use super::pages::{Pages, TRACKER};
use crate::support::Browser;

/// The view that a page with this head sends.
async fn view(head: &str) -> Option<Value> {
    let browser = Browser::start().await?;
    let pages =
        Pages::serve(&[("/a", format!(r#"<!doctype html><html lang="az">{head}{TRACKER}</html>"#))]).await;
    browser.page.goto(&pages.url("/a?utm_medium=mail#part")).await.unwrap();
    let view = pages.expect("view", 1).await.remove(0);
    browser.close().await;
    Some(view)
}

#[tokio::test(flavor = "multi_thread")]
async fn an_article_is_read_from_json_ld_beside_broken_and_foreign_blocks() {
    let head = r#"<title>A - News</title>
      <link rel="canonical" href="https://news.example/az/a?ref=x">
      <link rel="alternate" hreflang="ru" href="https://news.example/ru/a">
      <meta property="article:section" content="Other">
      <script type="application/ld+json">{"broken": </script>
      <script type="application/ld+json">[null, {"@type": "Organization", "name": "News"}]</script>
      <script type="application/ld+json">{"@graph": [{"@type": "WebPage"}, {"@type": ["NewsArticle"],
        "headline": "Şuşa", "articleSection": ["Culture", "Art"], "author": [{"name": "B"}, "C", null, {"@id": "x"}],
        "datePublished": "2026-11-23T10:00:00+04:00", "dateModified": "2026-11-23T11:00:00+04:00", "wordCount": "523", "keywords": ["k1", "k2"], "inLanguage": "az"}]}</script>"#;
    let Some(view) = view(head).await else { return };
    assert_eq!(view["url"], "https://news.example/az/a?utm_medium=mail");
    assert_eq!(
        view["article"],
        json!({"title": "Şuşa", "section": "Culture", "authors": ["B", "C"], "lang": "az",
            "published_at": "2026-11-23T10:00:00+04:00", "updated_at": "2026-11-23T11:00:00+04:00", "word_count": 523,
            "tags": ["k1", "k2"],
            "translations": {"ru": "https://news.example/ru/a"}})
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_article_without_json_ld_is_read_from_its_meta_tags() {
    let head = r#"<title>A - News</title><meta property="og:title" content="A">
      <meta property="article:section" content="Sport"><meta name="author" content="D">
      <meta property="article:published_time" content="2026-11-23">
      <meta property="article:modified_time" content="2026-11-24">
      <meta property="article:tag" content="t1"><meta property="article:tag" content="t2">"#;
    let Some(view) = view(head).await else { return };
    assert_eq!(
        view["article"],
        json!({"title": "A", "section": "Sport", "authors": ["D"], "lang": "az", "published_at": "2026-11-23",
            "updated_at": "2026-11-24", "tags": ["t1", "t2"], "translations": {}})
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_head_that_speaks_of_the_page_before_is_not_believed() {
    let Some(browser) = Browser::start().await else { return };
    let head = r#"<title>A</title><link rel="canonical" href="https://news.example/a">
      <meta property="og:title" content="A">"#;
    let pages = Pages::serve(&[("/a", format!("{head}{TRACKER}"))]).await;
    browser.page.goto(&pages.url("/a")).await.unwrap();
    browser.run("history.pushState({}, '', '/b'); document.title = 'B'").await;
    let stale = &pages.expect("view", 2).await[1];
    assert_eq!((&stale["url"], &stale["article"]), (&json!(pages.url("/b")), &Value::Null));
    browser
        .run(
            "history.pushState({}, '', '/c'); document.querySelector('link').href = 'https://news.example/c';
             document.querySelector('meta').content = 'C'",
        )
        .await;
    let fresh = &pages.expect("view", 3).await[2];
    assert_eq!(
        (fresh["url"].as_str(), fresh["article"]["title"].as_str()),
        (Some("https://news.example/c"), Some("C"))
    );
    browser.close().await;
}
