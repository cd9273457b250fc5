//! How well the statistics do on material written by others, from `shared/data/series` beside the checkout.
//!
//! Where that folder is absent the suites say that they did not run. Every suite prints its figures, and
//! fails where they fall past a floor a little beyond what was reached when it was written.

mod forecasts;
mod nab;
mod newsroom;
mod shared;
