//! When a newsroom publishes and when its readers read, by local hour and day of the week.

use crate::hour::Hour;

/// Readers by hour of the day: little at night, a rise over breakfast, lunch, and the evening as its height.
const READING: [f64; 24] = [
    0.42, 0.25, 0.16, 0.12, 0.11, 0.15, 0.30, 0.58, 0.88, 1.08, 1.16, 1.20, 1.26, 1.28, 1.20, 1.14, 1.12,
    1.18, 1.28, 1.42, 1.55, 1.60, 1.34, 0.82,
];
/// Readers by day, from Monday.
const READING_WEEK: [f64; 7] = [1.08, 1.10, 1.10, 1.08, 1.02, 0.76, 0.72];

/// Publications by hour of the day: the desk works from 8 to 23.
const PUBLISHING: [f64; 24] = [
    0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.6, 1.1, 1.4, 1.5, 1.3, 1.0, 1.3, 1.4, 1.4, 1.2, 1.0, 0.8, 0.6,
    0.5, 0.3, 0.0,
];
/// Publications by day, from Monday.
const PUBLISHING_WEEK: [f64; 7] = [1.1, 1.1, 1.1, 1.1, 1.0, 0.5, 0.45];

/// How many readers there are in an hour, against an average one.
pub(crate) fn reading(hour: &Hour) -> f64 {
    READING[hour.of_day] * READING_WEEK[hour.weekday] * hour.fraction()
}

/// How much is published in an hour, against an average one.
pub(crate) fn publishing(hour: &Hour) -> f64 {
    PUBLISHING[hour.of_day] * PUBLISHING_WEEK[hour.weekday] * hour.fraction()
}
