//! Sitemaps and feeds, as files.

use std::io::Write;

use serde_json::json;

use crate::support::{fail, run, run_json};

const SITEMAP: &str = r#"<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">
  <url><loc>https://news.example/a</loc><news:news><news:publication><news:language>az</news:language></news:publication>
    <news:publication_date>2026-11-23T10:00:00+04:00</news:publication_date><news:title>Şuşa</news:title></news:news></url>
  <url><loc>https://other.example/b</loc></url></urlset>"#;

const RSS: &str = r#"<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><language>az</language>
  <item><title>Şuşa</title><link>https://news.example/a</link><category>Mədəniyyət</category><dc:creator>A. Quliyev</dc:creator>
    <pubDate>Mon, 23 Nov 2026 10:00:00 +0400</pubDate></item></channel></rss>"#;

#[test]
fn sitemaps_and_feeds_come_into_the_registry() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    run(&data, &["site", "add", "news.example"]);
    let sitemap = folder.path().join("news.xml.gz");
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    packed.write_all(SITEMAP.as_bytes()).unwrap();
    std::fs::write(&sitemap, packed.finish().unwrap()).unwrap();
    let feed = folder.path().join("rss.xml");
    std::fs::write(&feed, RSS).unwrap();
    let import = |file: &std::path::Path| {
        let arguments = ["import", "articles", "--site", "news.example", "--json", file.to_str().unwrap()];
        run_json(&data, &arguments)["files"][0].clone()
    };
    let done = import(&sitemap);
    assert_eq!(
        (&done["rows"], &done["created"], &done["dropped"]),
        (&json!(2), &json!(1), &json!({"hostname": 1}))
    );
    assert_eq!(import(&sitemap)["unchanged"], 1);
    assert_eq!(import(&feed)["changed"], 1);
    let rows =
        run(&data, &["export", "articles", "--site", "news.example", "--format", "ndjson", "--out", "-"]);
    let article: serde_json::Value = serde_json::from_str(&rows).unwrap();
    assert_eq!(
        (
            &article["title"],
            &article["section"],
            &article["authors"],
            &article["lang"],
            &article["published_at"]
        ),
        (
            &json!("Şuşa"),
            &json!("Mədəniyyət"),
            &json!(["A. Quliyev"]),
            &json!("az"),
            &json!("2026-11-23T06:00:00.000Z")
        )
    );
}

#[test]
fn a_broken_file_is_told_with_its_line() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    run(&data, &["site", "add", "news.example"]);
    let file = folder.path().join("rss.xml");
    let check = |text: &str, words: &str| {
        std::fs::write(&file, text).unwrap();
        let told = fail(&data, &["import", "articles", "--site", "news.example", file.to_str().unwrap()], 1);
        assert!(told.contains(words), "{told}");
    };
    check("<rss>\n<channel>\n<item></channel></rss>", "ended early: line 3: ");
    check("<sitemapindex><sitemap><loc>a.xml</loc></sitemap></sitemapindex>", "an index of sitemaps");
    check("<!DOCTYPE rss [<!ENTITY a SYSTEM \"file:///etc/passwd\">]><rss/>", "declares entities of its own");
}
