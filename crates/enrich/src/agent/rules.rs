//! The rules of uap-core: browsers and systems by regular expressions, kept by the project of that name.

use std::borrow::Cow;
use std::fmt;
use std::path::Path;

use smol_str::SmolStr;
use ua_parser::{os, user_agent};

use super::rule_file::{Rule, parse_rules};
use super::version::join_version;
use crate::PackError;

/// The compiled rules. Those for devices are left out: models of telephones are not asked for, take most of the memory
/// and time, and among them is one that takes some persons' telephones and tablets for machines.
pub(crate) struct Rules {
    browsers: user_agent::Extractor<'static>,
    systems: os::Extractor<'static>,
}

/// What the rules found: names as uap-core writes them, versions as `major.minor`; empty where no rule knows.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) browser: SmolStr,
    pub(super) browser_version: SmolStr,
    pub(super) os: SmolStr,
    pub(super) os_version: SmolStr,
}

impl Rules {
    /// Reads and compiles `regexes.yaml`.
    pub(crate) fn open(path: &Path) -> Result<Self, PackError> {
        let unusable = |reason: String| PackError::Unusable { path: path.to_owned(), reason };
        let text = std::fs::read_to_string(path).map_err(|error| unusable(error.to_string()))?;
        Self::parse(&text).map_err(unusable)
    }

    /// Compiles the text of `regexes.yaml`.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let sections = parse_rules(text)?;
        let rules = |name: &str| {
            let section = sections.iter().find(|section| section.name == name);
            section.map(|section| section.rules.iter()).ok_or_else(|| format!("no section {name}"))
        };
        let mut browsers = user_agent::Builder::new();
        for rule in rules("user_agent_parsers")? {
            browsers = browsers.push(browser_parser(rule)?).map_err(|error| error.to_string())?;
        }
        let mut systems = os::Builder::new();
        for rule in rules("os_parsers")? {
            systems = systems.push(system_parser(rule)?).map_err(|error| error.to_string())?;
        }
        Ok(Self {
            browsers: browsers.build().map_err(|error| error.to_string())?,
            systems: systems.build().map_err(|error| error.to_string())?,
        })
    }

    /// What the rules say of a user agent.
    pub(super) fn read(&self, text: &str) -> Found {
        let mut found = Found::default();
        if let Some(browser) = self.browsers.extract(text) {
            found.browser = SmolStr::new(&browser.family);
            found.browser_version = join_version(browser.major, browser.minor);
        }
        if let Some(system) = self.systems.extract(text) {
            found.os = SmolStr::new(&system.os);
            found.os_version = join_version(system.major.as_deref(), system.minor.as_deref());
        }
        found
    }
}

impl fmt::Debug for Rules {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Rules").finish_non_exhaustive()
    }
}

fn field(rule: &Rule, name: &str) -> Option<Cow<'static, str>> {
    rule.iter().find(|(key, _)| key == name).map(|(_, value)| Cow::Owned(value.clone()))
}

fn pattern(rule: &Rule) -> Result<Cow<'static, str>, String> {
    field(rule, "regex").ok_or_else(|| "a rule has no regex".into())
}

fn browser_parser(rule: &Rule) -> Result<user_agent::Parser<'static>, String> {
    Ok(user_agent::Parser {
        regex: pattern(rule)?,
        family_replacement: field(rule, "family_replacement"),
        v1_replacement: field(rule, "v1_replacement"),
        v2_replacement: field(rule, "v2_replacement"),
        ..user_agent::Parser::default()
    })
}

fn system_parser(rule: &Rule) -> Result<os::Parser<'static>, String> {
    Ok(os::Parser {
        regex: pattern(rule)?,
        os_replacement: field(rule, "os_replacement"),
        os_v1_replacement: field(rule, "os_v1_replacement"),
        os_v2_replacement: field(rule, "os_v2_replacement"),
        ..os::Parser::default()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const RULES: &str = "user_agent_parsers:\n  - regex: '(Lynx)/(\\d+)\\.(\\d+)'\n\
                         os_parsers:\n  - regex: 'Plan (\\d+)'\n    os_replacement: 'Plan 9'\n    os_v1_replacement: '$1'\n\
                         device_parsers:\n  - regex: '(not read'\n";

    #[test]
    fn the_first_rule_that_fits_answers() {
        let rules = Rules::parse(RULES).unwrap();
        let found = rules.read("Lynx/2.9.1 (Plan 9)");
        let expect = Found {
            browser: "Lynx".into(),
            browser_version: "2.9".into(),
            os: "Plan 9".into(),
            os_version: "9".into(),
        };
        assert_eq!(found, expect);
        assert_eq!(rules.read("nothing known"), Found::default());
    }

    #[test]
    fn a_file_that_is_none_is_refused() {
        for text in ["", "user_agent_parsers:\n  - regex: '('\nos_parsers:\n"] {
            assert!(Rules::parse(text).is_err());
        }
    }
}
