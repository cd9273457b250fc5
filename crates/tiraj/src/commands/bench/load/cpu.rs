//! How long this process has used processors.

use anyhow::Context;

/// The kernel's clock ticks a second, the same on every Linux that Tiraj runs on.
const TICKS: f64 = 100.0;

/// Seconds of all threads since the start, in user and kernel mode.
pub(super) fn seconds() -> anyhow::Result<f64> {
    let text = std::fs::read_to_string("/proc/self/stat").context("processor times need Linux's /proc")?;
    read(&text).context("/proc/self/stat has another form than expected")
}

/// The fields `utime` and `stime`, the 12th and 13th behind the program's name, which may hold anything.
fn read(stat: &str) -> Option<f64> {
    let mut fields = stat.rsplit_once(')')?.1.split_whitespace().skip(11);
    let mut ticks = || fields.next()?.parse::<f64>().ok();
    Some((ticks()? + ticks()?) / TICKS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_found_behind_any_name() {
        assert_eq!(read("7 (a) b (c) S 1 2 3 4 5 6 7 8 9 10 150 50 0 0"), Some(2.0));
        assert_eq!(read("nothing"), None);
        assert!(seconds().unwrap() >= 0.0);
    }
}
