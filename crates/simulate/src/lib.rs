//! A newsroom that does not exist: articles and readers made up from a seed, for demos, tests and benchmarks.
//!
//! Nothing in it is measured. Its shapes are what editors know from their own numbers: few articles take most
//! of the views; a story lives for a day and a half; readers come in the morning, at lunch and in the evening,
//! less at weekends; a post in a Telegram channel is a spike; machines come at all hours alike. Shares of
//! languages, devices, countries and networks are plausible guesses for a newsroom in Baku.
//!
//! The same [`Settings`] give the same articles and events on every machine: the generator is
//! xoshiro256++, whose output is fixed by its definition, and no clock and no environment is read.
//! (Floating-point functions of another platform may differ in the last bit, and so may a rare event.)

mod arrival;
mod attention;
mod audience;
mod bot;
mod draw;
mod hour;
mod language;
mod life;
mod newsroom;
mod page;
mod publishing;
mod rhythm;
mod schedule;
mod slug;
mod stream;
mod visit;
mod vocabulary;

pub use newsroom::{Newsroom, Settings};

#[cfg(test)]
mod tests;
