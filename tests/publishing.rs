//! Weekly reports: kept as they were published, restated when views come late, erased with what they name, and delivered.

mod archive;
mod delivery;
mod examples;

use std::path::{Path, PathBuf};

use jiff::{Timestamp, ToSpan};
use serde_json::{Value, json};

use crate::support::{BROWSER, Server, run};

/// A server on a folder of its own, and who may send events of the past.
struct Newsroom {
    folder: tempfile::TempDir,
    data: PathBuf,
    server: Server,
    bearer: String,
}

impl Newsroom {
    /// A newsroom with some lines of settings.
    fn open(settings: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("data");
        std::fs::write(folder.path().join("settings.toml"), settings).unwrap();
        let server = serve(&data);
        let token = run(&data, &["token", "create", "--name", "cms"]);
        Self { folder, data, server, bearer: format!("Bearer {}", token.trim()) }
    }

    /// The same with three readers of two pages, last week.
    fn with_readers(settings: &str) -> Self {
        let newsroom = Self::open(settings);
        (1..=3).for_each(|reader| newsroom.view("/politics/1", reader));
        newsroom.view("/sport/qvzxmatch", 1);
        newsroom
    }

    /// A view of last week's Wednesday.
    fn view(&self, path: &str, reader: u32) {
        let ts = wednesday().as_millisecond();
        let event = json!([{
            "site": "news.example", "type": "view", "url": format!("https://news.example{path}"), "ts": ts,
            "ip": format!("192.0.2.{reader}"), "user_agent": BROWSER, "title": format!("About {path}"),
        }]);
        let headers = [("authorization", self.bearer.as_str()), ("content-type", "application/json")];
        let answer = self.server.ask("/api/events", &headers, Some(event.to_string().as_bytes()));
        assert_eq!((answer.status, &answer.json()["accepted"]), (202, &json!(1)), "{}", answer.body);
    }

    /// Stops the server and starts another on the folder.
    fn restart(self) -> Self {
        let Self { folder, data, server, bearer } = self;
        server.stop();
        Self { server: serve(&data), folder, data, bearer }
    }

    /// Kills the server and starts another on the folder.
    fn crash(self) -> Self {
        let Self { folder, data, server, bearer } = self;
        server.kill();
        Self { server: serve(&data), folder, data, bearer }
    }

    fn run(&self, arguments: &[&str]) -> String {
        run(&self.data, arguments)
    }

    fn run_json(&self, arguments: &[&str]) -> Value {
        serde_json::from_str(&self.run(arguments)).unwrap()
    }
}

fn serve(data: &Path) -> Server {
    let settings = data.with_file_name("settings.toml");
    Server::start(data, &["serve", "--site", "news.example", "--config", settings.to_str().unwrap()])
}

/// Noon in Baku on the Wednesday of last week.
fn wednesday() -> Timestamp {
    let today = Timestamp::now().in_tz("Asia/Baku").unwrap().date();
    let monday = today.checked_sub(i64::from(today.weekday().to_monday_zero_offset()).days()).unwrap();
    let day = monday.checked_sub(5.days()).unwrap();
    day.at(12, 0, 0, 0).in_tz("Asia/Baku").unwrap().timestamp()
}

/// Last week, as `2026-W46`.
fn last_week() -> String {
    let date = wednesday().in_tz("Asia/Baku").unwrap().date().iso_week_date();
    format!("{}-W{:02}", date.year(), date.week())
}
