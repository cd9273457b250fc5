//! From a user agent string to browser, system, device, and whether a machine made it.
//!
//! ```text
//! text ─▶ machine (vocabulary, ai, shape) ─▶ verdict ─┐
//!      ─▶ rules of uap-core, if there are any ────────┼─▶ families ─▶ Agent
//!      ─▶ built_in (tables), product ─────────────────┘
//! ```

mod ai;
mod browser_tables;
mod built_in;
mod families;
mod machine;
mod product;
mod rule_file;
mod rules;
mod shape;
mod system_tables;
mod tokens;
mod version;
mod vocabulary;

use smol_str::SmolStr;
use tiraj_model::{BotReason, Device, Verdict};

pub use ai::ai_company;
pub use families::{shown_browser, shown_system};

use browser_tables::has_browser;
use built_in::{is_common, is_ios_as_mac, read_browser, read_device, read_relative, read_system};
use machine::{Judgement, judge_name};
use product::{Product, name_machine};
use rules::Found;
pub(crate) use rules::Rules;

/// What is read of a user agent that is longer; browsers' own are below 300 bytes, those of programs that show pages
/// below 700.
const MAX_READ: usize = 1_024;

/// The longest name of a browser that is kept, in bytes.
const MAX_NAME_STORED: usize = 64;

/// What a user agent says of its device. Texts are empty where it says nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Agent {
    /// Browser family; for a machine, the name that it gives itself.
    pub browser: SmolStr,
    /// Its version, major and minor.
    pub browser_version: SmolStr,
    /// Whether the browser's name is one of the built-in tables, or there is none: any other name is what the program
    /// calls itself, which may be known to few.
    pub is_listed: bool,
    /// Operating system family.
    pub os: SmolStr,
    /// Its version, major and minor.
    pub os_version: SmolStr,
    /// Size class.
    pub device: Device,
    /// Person or machine.
    pub verdict: Verdict,
}

impl Agent {
    const fn blank(verdict: Verdict) -> Self {
        const NONE: SmolStr = SmolStr::new_static("");
        Self {
            browser: NONE,
            browser_version: NONE,
            is_listed: true,
            os: NONE,
            os_version: NONE,
            device: Device::Unknown,
            verdict,
        }
    }
}

/// Reads a user agent by the rules, or without any by the built-in tables. `None` is one that nobody recorded, which
/// says nothing against a person.
pub(crate) fn read_agent(user_agent: Option<&str>, rules: Option<&Rules>) -> Agent {
    let Some(text) = user_agent else { return Agent::blank(Verdict::Human) };
    let text = clip(text).trim();
    if matches!(text, "" | "-") {
        return Agent::blank(Verdict::Bot(BotReason::Empty));
    }
    let judgement = machine::judge_agent(text);
    let found = rules.map(|rules| rules.read(text));
    let (browser, browser_version) = choose_browser(text, &judgement, found.as_ref());
    let (os, os_version) = match found {
        Some(found) if !is_ios_as_mac(text) => (SmolStr::new(shown_system(&found.os)), found.os_version),
        _ => read_system(text),
    };
    let is_listed = is_common(&browser) || has_browser(&browser);
    let (device, verdict) = (read_device(text), judgement.verdict);
    Agent { browser, browser_version, is_listed, os, os_version, device, verdict }
}

/// What is read of a user agent: the rest of a longer one is not looked at.
pub(crate) fn clip(text: &str) -> &str {
    &text[..text.floor_char_boundary(MAX_READ)]
}

/// The browser, as the rules have it where they know more than the tables do; a machine goes by its own name.
fn choose_browser(text: &str, judgement: &Judgement, found: Option<&Found>) -> Product {
    if let Some(name) = judgement.ai {
        return (SmolStr::new_static(name), version_of(text, name));
    }
    let by_rules =
        found.map(|found| (SmolStr::new(shown_browser(&found.browser)), found.browser_version.clone()));
    let by_rules = by_rules.filter(|(name, _)| may_be_kept(name) && !is_misread(name, text));
    if judgement.verdict != Verdict::Human {
        return choose_machine(text, judgement, by_rules);
    }
    match by_rules {
        Some(known) if !is_common(&known.0) => known,
        Some(common) if !common.0.is_empty() => read_relative(text, &common.0).unwrap_or(common),
        _ => read_browser(text),
    }
}

fn choose_machine(text: &str, judgement: &Judgement, by_rules: Option<Product>) -> Product {
    let telling = |(name, _): &Product| !is_common(name) && !has_browser(name);
    if let Some(known) = by_rules.as_ref().filter(|known| telling(known)) {
        return known.clone();
    }
    let (name, version) = name_machine(text, judgement.word);
    if name.is_empty() {
        return by_rules.unwrap_or_else(|| read_browser(text));
    }
    (SmolStr::new(shown_browser(&name)), version)
}

fn version_of(text: &str, name: &str) -> SmolStr {
    let at = text.to_ascii_lowercase().find(&name.to_ascii_lowercase());
    let rest = at.and_then(|at| text.get(at + name.len()..)).unwrap_or_default();
    version::read_version(rest.trim_start_matches(['/', ' ', 'v']))
}

/// Whether a name that was cut out of a user agent is one: short and without marks that no name has.
fn may_be_kept(name: &str) -> bool {
    let plain = |c: char| c.is_alphanumeric() || " -_.,!&'()+%*".contains(c);
    name.len() <= MAX_NAME_STORED && name.chars().all(plain)
}

/// Whether a known fault of the rules found a browser: of release 0.18, the one for the program Phantom takes whatever
/// says `android` in small letters.
fn is_misread(name: &str, text: &str) -> bool {
    name == "Phantom" && !text.contains("Phantom/")
}

/// The verdict by today's rules on an agent of which only the browser's name and the verdict of its day are stored.
///
/// A name that today's rules know for a machine's makes its events a machine's, for today's reason. Nothing else of a
/// user agent is kept, so every other verdict stays as it was: what was seen in the rest of the agent, in its absence,
/// in the address or in the rate cannot be seen again.
#[must_use]
pub fn judge_stored(browser: &str, verdict: Verdict) -> Verdict {
    use BotReason::{Ai, Automated, Declared, Library};
    match verdict {
        Verdict::Human | Verdict::Bot(Ai | Automated | Declared | Library) => {
            judge_name(browser).map_or(verdict, Verdict::Bot)
        }
        Verdict::Bot(_) => verdict,
    }
}

#[cfg(test)]
mod tests;
