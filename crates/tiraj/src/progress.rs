//! Progress bars, on a terminal only.

use std::io::IsTerminal;

use indicatif::{ProgressBar, ProgressStyle};

/// A bar of `total` steps; without a terminal nothing is drawn.
pub(crate) fn bar(total: u64, what: &str) -> ProgressBar {
    let template = "{msg} {wide_bar} {human_pos}/{human_len} {per_sec} {eta}";
    show(ProgressBar::new(total), template, what)
}

/// A bar of `total` bytes.
pub(crate) fn bytes(total: u64, what: &str) -> ProgressBar {
    let template = "{msg} {wide_bar} {decimal_bytes}/{decimal_total_bytes} {decimal_bytes_per_sec}";
    show(ProgressBar::new(total), template, what)
}

/// A count of bytes whose total is not known.
pub(crate) fn counter(what: &str) -> ProgressBar {
    show(ProgressBar::new_spinner(), "{msg} {spinner} {decimal_bytes} {decimal_bytes_per_sec}", what)
}

fn show(bar: ProgressBar, template: &str, what: &str) -> ProgressBar {
    if !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let style = ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar());
    bar.with_style(style).with_message(what.to_owned())
}
