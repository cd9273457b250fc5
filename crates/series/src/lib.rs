//! Counts over time: what is usual at an hour, what is out of the ordinary, what comes next, what is going up.
//!
//! Pure statistics over slices of numbers: no clock, no IO, no Polars, no article and no reader. Whoever calls
//! says how long a season is and which days are holidays.

pub mod anomaly;
#[cfg(test)]
mod chance;
pub mod forecast;
pub mod holidays;
pub mod trend;
