//! Plausible's own tracker, as npm has it, on a page of a site that is counted here.

use std::path::Path;
use std::process::Command;

use super::await_rows;
use super::pages::Pages;
use crate::support::{Browser, Server, away_from_midnight};

/// The release that is tried.
const PACKAGE: &str = "@plausible-analytics/tracker@0.4.6";

/// The script of the package, which npm keeps in its own cache.
fn fetch_script(folder: &Path) -> String {
    let packed = Command::new("npm")
        .args(["pack", "--prefer-offline", "--silent", PACKAGE])
        .current_dir(folder)
        .output();
    let packed = packed.expect("npm is on the path, since this test fetches Plausible's tracker with it");
    assert!(
        packed.status.success(),
        "npm could not fetch {PACKAGE}, which this test is about: {}",
        String::from_utf8_lossy(&packed.stderr)
    );
    let archive = String::from_utf8(packed.stdout).unwrap();
    let unpacked = Command::new("tar").args(["-xzf", archive.trim()]).current_dir(folder).status().unwrap();
    assert!(unpacked.success());
    std::fs::read_to_string(folder.join("package/plausible.js")).unwrap()
}

fn page(script: &str, endpoint: &str) -> String {
    // It is a module: what it exports is called at its end, as a bundler would have it. A driven browser it would ignore.
    format!(
        "<!doctype html><title>A</title><script>window.__plausible = true</script><div style='height:3000px'></div>
         <script type=module>{script}
         init({{domain: 'news.example', endpoint: '{endpoint}', captureOnLocalhost: true}});
         track('Signup', {{props: {{plan: 'gold'}}}})</script>"
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn plausibles_tracker_counts_here_unchanged() {
    let Some(browser) = Browser::start().await else { return };
    away_from_midnight();
    let folder = tempfile::tempdir().unwrap();
    let script = fetch_script(folder.path());
    let data = folder.path().join("data");
    let server = Server::serve(&data);
    let pages = Pages::serve(&[("/a", page(&script, &server.url("/api/event")))]).await;
    browser.page.goto(&pages.url("/a?utm_source=newsletter")).await.unwrap();
    browser.wait_for("window.plausible").await;
    browser.run("scrollTo(0, 3000)").await;
    browser.run("history.pushState({}, '', '/b')").await;

    let rows = await_rows(&data, "news.example", 4);
    let of = |name: &str, path: &str| {
        let found = rows.iter().find(|row| row["name"] == name && row["path"] == path);
        found.unwrap_or_else(|| panic!("{name} of {path} is missing: {rows:#?}"))
    };
    assert_eq!(rows.len(), 4, "{rows:#?}");
    assert_eq!(of("pageview", "/a")["utm_source"], "newsletter");
    assert_eq!(of("pageview", "/b")["type"], "view");
    let signup = of("Signup", "/a");
    assert_eq!((signup["type"].as_str(), signup["props"]["plan"].as_str()), (Some("custom"), Some("gold")));
    let reading = of("engagement", "/a");
    assert_eq!(reading["type"], "engage");
    assert!(reading["scroll"].as_u64().is_some_and(|depth| depth > 20), "{reading}");
    assert_eq!(server.views("/a"), 1);
    browser.close().await;
    server.stop();
}
