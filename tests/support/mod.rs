//! What the tests of the whole program stand on.

mod browser;
mod program;
mod server;

pub(crate) use browser::Browser;
pub(crate) use program::{fail, run, run_json, tiraj};
pub(crate) use server::{Answer, BROWSER, Server};
