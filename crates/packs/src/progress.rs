//! Telling a person how a long fetch goes.

use std::io::{IsTerminal, stderr};
use std::sync::Mutex;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

/// Receives the steps of an installation.
pub trait Progress: Sync {
    /// A step begins. `bytes` is its size where it is known.
    fn begin(&self, step: &str, bytes: Option<u64>);
    /// The step went on by this many bytes.
    fn advance(&self, bytes: u64);
    /// The last step is done.
    fn finish(&self);
}

/// A bar or spinner on stderr where that is a terminal, one line a step where it is not.
#[derive(Debug, Default)]
pub struct StderrProgress {
    bar: Mutex<Option<ProgressBar>>,
}

impl StderrProgress {
    /// Shows nothing until the first step.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    fn replace(&self, bar: Option<ProgressBar>) {
        let mut current = self.bar.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if let Some(done) = std::mem::replace(&mut *current, bar) {
            done.finish_and_clear();
        }
    }
}

impl Progress for StderrProgress {
    fn begin(&self, step: &str, bytes: Option<u64>) {
        if stderr().is_terminal() {
            self.replace(Some(bar(step, bytes)));
        } else {
            eprintln!("{step}");
        }
    }

    fn advance(&self, bytes: u64) {
        let current = self.bar.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if let Some(bar) = &*current {
            bar.inc(bytes);
        }
    }

    fn finish(&self) {
        self.replace(None);
    }
}

fn bar(step: &str, bytes: Option<u64>) -> ProgressBar {
    let (bar, template) = match bytes {
        Some(bytes) => (ProgressBar::new(bytes), "{msg} {wide_bar} {bytes}/{total_bytes}"),
        None => (ProgressBar::new_spinner(), "{spinner} {msg} {elapsed}"),
    };
    let style = ProgressStyle::with_template(template).expect("the template is fixed");
    let bar = bar.with_style(style).with_message(step.to_owned());
    bar.enable_steady_tick(Duration::from_millis(120));
    bar
}
