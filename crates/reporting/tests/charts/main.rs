//! Charts as pictures: every kind beside the one that was looked at and accepted, and whatever may come.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod gallery;
mod golden;
mod odd;
mod picture;
mod written;
