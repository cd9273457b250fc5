//! The engine as its users meet it: through the official client over the in-memory connection, and over HTTP.
//!
//! The real library is used; it is installed into the user's cache if it is not there.

mod fixture;
mod inserts;
mod life;
mod queries;
mod settings;
mod streams;
mod wire;
