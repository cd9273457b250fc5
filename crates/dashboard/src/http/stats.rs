//! `/api/v1/stats/…`: a site's figures for programs, each as JSON, CSV or an Arrow stream.

pub(super) mod asked;
mod breakdown;
mod figure;
pub(super) mod parameters;
pub(super) mod period;
mod rankings;
mod summary;
mod timeseries;

pub(super) use breakdown::get_breakdown;
pub(super) use rankings::{get_articles, get_stories};
pub(super) use summary::get_summary;
pub(super) use timeseries::{get_timeseries, pieces};
