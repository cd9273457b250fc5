//! What the tests of the whole program stand on.

mod browser;
mod database;
mod program;
mod server;

pub(crate) use browser::{Browser, Theme};
pub(crate) use database::Database;
pub(crate) use program::{fail, run, run_json, tiraj};
pub(crate) use server::{Answer, BROWSER, OWNER, PASSWORD, Server};

/// Waits until a condition holds; at most twenty seconds.
#[track_caller]
pub(crate) fn wait_until(mut condition: impl FnMut() -> bool, what: &str) {
    for _ in 0..400 {
        if condition() {
            return;
        }
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    panic!("it never came true that {what}");
}

/// Waits, in the last minute of a day in Baku only, until the next has begun: a test that speaks of today must not see
/// it end.
pub(crate) fn away_from_midnight() {
    let now = jiff::Timestamp::now().in_tz("Asia/Baku").unwrap();
    if now.hour() == 23 && now.minute() == 59 {
        let rest = 61 - u64::try_from(now.second()).unwrap();
        std::thread::sleep(std::time::Duration::from_secs(rest));
    }
}
