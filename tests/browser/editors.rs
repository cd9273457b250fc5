//! Every page of the editors in a browser: nothing breaks, nobody is kept out, and it fits.

use fantoccini::Locator;
use serde_json::{Value, json};

use crate::support::{Browser, OWNER, PASSWORD, Server, Theme, run};

/// Names why accessibility cannot be tested here, where it cannot; set by `scripts/run-tests`.
const ABSENT: &str = "TIRAJ_TEST_NO_AXE";

/// The most bytes of a first page over the net, with style, script and typeface.
const LIGHTEST: f64 = 100_000.0;

/// Pages of who is signed in.
const PAGES: [&str; 16] = [
    "/",
    "/stories",
    "/story?path=",
    "/sections",
    "/authors",
    "/languages",
    "/sources?period=28d",
    "/trends",
    "/quality",
    "/reports",
    "/reports/weekly",
    "/settings",
    "/settings/people",
    "/settings/tokens",
    "/settings/links",
    "/settings/audit",
];

/// Pages of who is not.
const OPEN: [&str; 2] = ["/sign-in", "/nothing-here"];

/// The rules of WCAG 2.2, levels A and AA.
const CHECK: &str = "
    const done = arguments[arguments.length - 1];
    const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
    axe.run(document, {runOnly: {type: 'tag', values: rules}}).then(
        found => done(found.violations.map(rule => rule.id + ': ' + rule.nodes.map(node => node.html.slice(0, 120) + ' ' + node.failureSummary).join(' | '))),
        error => done(['axe failed: ' + error]));";

fn axe() -> Option<String> {
    if let Ok(reason) = std::env::var(ABSENT) {
        eprintln!("NOT RUN: this test needs axe-core: {reason}");
        return None;
    }
    let target = std::path::Path::new(env!("CARGO_BIN_EXE_tiraj")).parent().unwrap().parent().unwrap();
    let script = std::fs::read_to_string(target.join("axe.min.js"));
    Some(script.expect("axe-core is there; scripts/fetch-axe fetches it"))
}

/// A server of a newsroom with five weeks of reading, and a path that is read in it.
fn newsroom(folder: &std::path::Path) -> (Server, String) {
    let data = folder.join("data");
    let newsroom = ["--site", "demo.tiraj", "--events", "20000", "--articles", "60", "--days", "40"];
    run(&data, &[&["simulate"][..], &newsroom].concat());
    let server = Server::start(&data, &["serve", "--site", "demo.tiraj"]);
    let listed = server.look("/stories?site=demo.tiraj&period=28d&format=csv").body;
    let path = listed.lines().nth(1).unwrap().split(',').find(|cell| cell.starts_with('/'));
    let path = path.unwrap_or_else(|| panic!("no path in {listed}")).to_owned();
    (server, path)
}

/// Has the browser be signed in as the owner, who is there since the server was first looked at.
async fn sign_in(browser: &Browser, server: &Server) {
    browser.page.goto(&server.url("/sign-in")).await.unwrap();
    for (field, text) in [("email", OWNER), ("password", PASSWORD)] {
        browser.page.find(Locator::Id(field)).await.unwrap().send_keys(text).await.unwrap();
    }
    browser.page.find(Locator::Css("button.main")).await.unwrap().click().await.unwrap();
    browser.wait_for("location.pathname == '/' && document.querySelector('[data-stream]')").await;
}

fn address(server: &Server, page: &str, path: &str) -> String {
    let page = if page.ends_with("path=") { format!("{page}{path}") } else { page.to_owned() };
    let separator = if page.contains('?') { '&' } else { '?' };
    server.url(&format!("{page}{separator}site=demo.tiraj"))
}

async fn faults(browser: &Browser, axe: &str) -> Vec<Value> {
    browser.page.execute(axe, Vec::new()).await.unwrap();
    let found = browser.page.execute_async(CHECK, Vec::new()).await.unwrap();
    found.as_array().unwrap_or_else(|| panic!("axe says {found}")).clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_page_is_accessible_in_both_themes() {
    let Some(axe) = axe() else { return };
    let folder = tempfile::tempdir().unwrap();
    let (server, path) = newsroom(folder.path());
    let mut faulty = Vec::new();
    for theme in [Theme::Light, Theme::Dark] {
        let Some(browser) = Browser::start_in(theme).await else { return };
        let dark =
            browser.page.execute("return matchMedia('(prefers-color-scheme: dark)').matches", vec![]).await;
        assert_eq!(dark.unwrap(), json!(theme == Theme::Dark));
        let open = OPEN.iter().map(|page| server.url(page));
        let own = PAGES.iter().map(|page| address(&server, page, &path));
        for (number, address) in open.chain(own).enumerate() {
            if number == OPEN.len() {
                sign_in(&browser, &server).await;
            }
            browser.page.goto(&address).await.unwrap();
            let found = faults(&browser, &axe).await;
            faulty.extend(found.iter().map(|fault| format!("{theme:?} {address}: {fault}")));
        }
        browser.close().await;
    }
    assert!(faulty.is_empty(), "{} faults:\n{}", faulty.len(), faulty.join("\n"));
    server.stop();
}

#[tokio::test(flavor = "multi_thread")]
async fn every_page_fits_a_phone_and_a_wall_and_is_light_on_the_net() {
    let folder = tempfile::tempdir().unwrap();
    let (server, path) = newsroom(folder.path());
    let Some(browser) = Browser::start().await else { return };
    let number =
        async |script: &str| browser.page.execute(script, Vec::new()).await.unwrap().as_f64().unwrap();
    let weight =
        "return performance.getEntriesByType('navigation').concat(performance.getEntriesByType('resource'))
        .reduce((sum, entry) => sum + entry.transferSize, 0)";
    // Style and typeface come with the page on which one signs in, and are kept.
    browser.page.goto(&server.url("/sign-in")).await.unwrap();
    browser.wait_for("document.fonts.status == 'loaded'").await;
    let before = number(weight).await;
    sign_in(&browser, &server).await;
    let first = before + number(weight).await;
    assert!((40_000.0..=LIGHTEST).contains(&first), "the way to the first page takes {first} bytes");
    eprintln!("the way to the first page takes {first} bytes");
    for (width, height) in [(360, 740), (1280, 900), (3840, 2160)] {
        browser.page.set_window_size(width, height).await.unwrap();
        for page in PAGES {
            let address = address(&server, page, &path);
            browser.page.goto(&address).await.unwrap();
            let over =
                number("return document.documentElement.scrollWidth - document.documentElement.clientWidth")
                    .await;
            assert!(over <= 0.0, "{address} is {over} pixels too wide at {width}");
            let one = number(weight).await;
            assert!(one <= LIGHTEST, "{address} takes {one} bytes");
        }
    }
    browser.close().await;
    server.stop();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wall_goes_from_page_to_page_by_itself() {
    let folder = tempfile::tempdir().unwrap();
    let (server, _) = newsroom(folder.path());
    let page = |path: &str| server.look(path).body;
    let mut path = "/?site=demo.tiraj&wall=1".to_owned();
    for expected in [
        "/stories?site=demo.tiraj&wall=1&period=today",
        "/trends?site=demo.tiraj&wall=1",
        "/?site=demo.tiraj&wall=1",
    ] {
        let html = page(&path);
        assert!(html.contains("class=\"wall\"") && !html.contains("aria-label=\"Pages\""), "{path}");
        let next = html.split("content=\"30; url=").nth(1).unwrap().split('"').next().unwrap();
        // The template writes an ampersand as HTML does.
        path = next.replace("&#38;", "&").replace("&amp;", "&");
        assert_eq!(path, expected);
    }
    server.stop();
}
