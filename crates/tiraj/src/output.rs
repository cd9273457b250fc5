//! Results on stdout, talk on stderr.

use std::io::Write;

/// An error and what caused it, in one line.
pub(crate) fn one_line(error: &anyhow::Error) -> String {
    let mut words = String::new();
    for cause in error.chain() {
        let cause = cause.to_string();
        if !words.ends_with(&cause) {
            let separator = if words.is_empty() { "" } else { ": " };
            words = format!("{words}{separator}{}", cause.replace('\n', " "));
        }
    }
    words
}

/// Writes a line of results. A closed pipe is no failure: the reader has seen enough.
pub(crate) fn print(text: &str) {
    let _ = writeln!(std::io::stdout(), "{text}");
}

/// Writes a value as JSON.
pub(crate) fn print_json(value: &serde_json::Value) {
    print(&serde_json::to_string_pretty(value).unwrap_or_default());
}

/// Writes a line of talk.
pub(crate) fn say(text: &str) {
    eprintln!("{text}");
}
