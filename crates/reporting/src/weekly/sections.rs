//! Sections: what part of the site is read.

use std::cmp::Reverse;

use serde::Serialize;
use tiraj_locale::Locale;

use super::Weeks;
use super::inputs::Inputs;
use crate::figure::{Baseline, Figure, ratio};
use crate::label;
use crate::window::WEEKS_BEFORE;

/// A section in the reported week.
#[derive(Debug, Clone, Serialize)]
pub struct SectionRow {
    /// The section's name; empty for pages outside every section.
    pub section: String,
    /// The name to show.
    pub label: String,
    /// Its views.
    pub views: Figure<u64>,
    /// Its part of all views.
    pub portion: f64,
    /// Its readers.
    pub readers: u64,
    /// Its shares.
    pub shares: u64,
    /// Its shares divided by its views.
    pub share_rate: Option<f64>,
}

/// A section with the weeks that its movement is judged by.
pub(super) struct Measured {
    pub(super) row: SectionRow,
    pub(super) weeks: Weeks,
    pub(super) baseline: Baseline,
}

/// Every section that was read in the window, the most viewed of the reported week first.
pub(super) fn measure(inputs: &Inputs, baseline: Baseline, locale: Locale) -> Vec<Measured> {
    let all: u64 = inputs.sections.values().map(|[views, _]| views[WEEKS_BEFORE]).sum();
    let mut sections: Vec<Measured> = inputs
        .sections
        .iter()
        .map(|([name], [views, shares])| {
            let (viewed, shared) = (views[WEEKS_BEFORE], shares[WEEKS_BEFORE]);
            let row = SectionRow {
                section: name.clone(),
                label: label::section(name, locale),
                views: baseline.figure(views),
                portion: ratio(viewed, all).unwrap_or(0.0),
                readers: inputs.readers_now("section", name),
                shares: shared,
                share_rate: ratio(shared, viewed),
            };
            Measured { row, weeks: *views, baseline }
        })
        .collect();
    sections.sort_by_cached_key(|section| (Reverse(section.row.views.value), section.row.section.clone()));
    sections
}
