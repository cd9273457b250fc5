//! What can be told from a referrer and a user agent: tables of facts, and the rules that read them.

mod agent;
mod agents;
mod referrer;
mod sources;

pub use agent::{Agent, judge_agent, read_agent};
pub use referrer::{Referrer, find_source, parse_referrer};
