//! Chromium, driven through ChromeDriver.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use fantoccini::{Client, ClientBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::json;
use tempfile::TempDir;

use super::BROWSER;

/// Set by `make test` where the machine can have no Chromium, so that its absence is known and not an accident.
const ABSENT: &str = "TIRAJ_TEST_NO_BROWSER";

/// A browser of a test's own, with a fresh profile.
pub(crate) struct Browser {
    pub(crate) page: Client,
    driver: Child,
    _profile: TempDir,
}

/// What the browser's user likes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Theme {
    Light,
    Dark,
}

impl Browser {
    /// Starts one; `None`, said loudly, only where the machine was declared to have none.
    pub(crate) async fn start() -> Option<Self> {
        Self::start_in(Theme::Light).await
    }

    /// The same for a user who likes a theme.
    pub(crate) async fn start_in(theme: Theme) -> Option<Self> {
        if let Ok(reason) = std::env::var(ABSENT) {
            eprintln!("NOT RUN: this test needs Chromium, and this machine has none: {reason}");
            return None;
        }
        let mut driver = Command::new("chromedriver")
            .arg("--port=0")
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("chromedriver is on the path; `make test` fetches it");
        let port = read_port(&mut driver);
        let profile = tempfile::tempdir().unwrap();
        let page = connect(&port, &profile, theme).await;
        Some(Self { page, driver, _profile: profile })
    }

    /// Evaluates a script until it gives true; at most ten seconds.
    pub(crate) async fn wait_for(&self, condition: &str) {
        let script = format!("return !!({condition})");
        for _ in 0..200 {
            if self.page.execute(&script, Vec::new()).await.unwrap() == json!(true) {
                return;
            }
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
        let text = self.page.source().await.unwrap();
        panic!("never came true: {condition}\n{text}");
    }

    /// Runs a script in the page.
    pub(crate) async fn run(&self, script: &str) {
        self.page.execute(script, Vec::new()).await.unwrap();
    }

    /// The text of the first element that a selector names.
    pub(crate) async fn text(&self, selector: &str) -> String {
        self.page.find(fantoccini::Locator::Css(selector)).await.unwrap().text().await.unwrap()
    }

    pub(crate) async fn close(mut self) {
        self.page.clone().close().await.unwrap();
        let _ = self.driver.kill();
        let _ = self.driver.wait();
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        let _ = self.driver.kill();
        let _ = self.driver.wait();
    }
}

/// The port in `ChromeDriver was started successfully on port 12345.`
fn read_port(driver: &mut Child) -> String {
    let mut lines = BufReader::new(driver.stdout.take().unwrap()).lines().map_while(Result::ok);
    let line = lines.find(|line| line.contains("started successfully")).expect("chromedriver says its port");
    std::thread::spawn(move || lines.for_each(drop));
    line.chars().filter(char::is_ascii_digit).collect()
}

async fn connect(port: &str, profile: &TempDir, theme: Theme) -> Client {
    // Chromium's own numbers of its colour schemes.
    let scheme = format!("--blink-settings=preferredColorScheme={}", u8::from(theme == Theme::Light));
    let profile = format!("--user-data-dir={}", profile.path().display());
    // A headless browser names itself a machine, which is what it is not in these tests.
    let agent = format!("--user-agent={BROWSER}");
    let arguments = [
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--disable-background-networking",
        "--no-first-run",
        "--window-size=1200,900",
        &profile,
        &agent,
        &scheme,
    ];
    let options = json!({"goog:chromeOptions": {"args": arguments}});
    let capabilities = options.as_object().unwrap().clone();
    let mut builder = ClientBuilder::new(HttpConnector::new());
    builder.capabilities(capabilities).connect(&format!("http://127.0.0.1:{port}")).await.unwrap()
}
