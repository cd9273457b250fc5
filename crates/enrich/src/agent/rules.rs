//! The rules of uap-core: browsers and systems by regular expressions, kept by the project of that name.

use std::borrow::Cow;
use std::fmt;
use std::path::Path;

use smol_str::{SmolStr, format_smolstr};
use ua_parser::{device, os, user_agent};

use super::rule_file::{Rule, parse_rules};
use crate::PackError;

/// What the rules call a device that is a machine's.
const SPIDER: &str = "Spider";

/// The compiled rules. Of those for devices only the ones that know machines: models of telephones are not asked for,
/// and their rules are nine tenths of the time and memory that all of them take.
pub(crate) struct Rules {
    browsers: user_agent::Extractor<'static>,
    systems: os::Extractor<'static>,
    machines: device::Extractor<'static>,
}

/// What the rules found: names as uap-core writes them, versions as `major.minor`; empty where no rule knows.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) browser: SmolStr,
    pub(super) browser_version: SmolStr,
    pub(super) os: SmolStr,
    pub(super) os_version: SmolStr,
    pub(super) is_machine: bool,
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
        let mut machines = device::Builder::new();
        for rule in rules("device_parsers")?.filter(|rule| names_a_machine(rule)) {
            machines = machines.push(device_parser(rule)?).map_err(|error| error.to_string())?;
        }
        Ok(Self {
            browsers: browsers.build().map_err(|error| error.to_string())?,
            systems: systems.build().map_err(|error| error.to_string())?,
            machines: machines.build().map_err(|error| error.to_string())?,
        })
    }

    /// What the rules say of a user agent.
    pub(super) fn read(&self, text: &str) -> Found {
        let mut found = Found { is_machine: self.machines.extract(text).is_some(), ..Found::default() };
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

fn join_version(major: Option<&str>, minor: Option<&str>) -> SmolStr {
    match (major.filter(|text| !text.is_empty()), minor.filter(|text| !text.is_empty())) {
        (Some(major), Some(minor)) => format_smolstr!("{major}.{minor}"),
        (Some(major), None) => SmolStr::new(major),
        (None, _) => SmolStr::default(),
    }
}

fn names_a_machine(rule: &Rule) -> bool {
    rule.iter().any(|(key, value)| key == "device_replacement" && value == SPIDER)
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

fn device_parser(rule: &Rule) -> Result<device::Parser<'static>, String> {
    let ignores_case = field(rule, "regex_flag").is_some_and(|flag| flag == "i");
    Ok(device::Parser {
        regex: pattern(rule)?,
        regex_flag: ignores_case.then_some(device::Flag::IgnoreCase),
        device_replacement: field(rule, "device_replacement"),
        ..device::Parser::default()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const RULES: &str = "user_agent_parsers:\n  - regex: '(Lynx)/(\\d+)\\.(\\d+)'\n\
                         os_parsers:\n  - regex: 'Plan (\\d+)'\n    os_replacement: 'Plan 9'\n    os_v1_replacement: '$1'\n\
                         device_parsers:\n  - regex: 'ROVER'\n    regex_flag: 'i'\n    device_replacement: 'Spider'\n  \
                         - regex: '(Phone \\d)'\n";

    #[test]
    fn the_first_rule_that_fits_answers() {
        let rules = Rules::parse(RULES).unwrap();
        let found = rules.read("Lynx/2.9.1 (Plan 9) rover");
        let expect = Found {
            browser: "Lynx".into(),
            browser_version: "2.9".into(),
            os: "Plan 9".into(),
            os_version: "9".into(),
            is_machine: true,
        };
        assert_eq!(found, expect);
        assert_eq!(rules.read("nothing known"), Found::default());
    }

    #[test]
    fn a_file_that_is_none_is_refused() {
        for text in ["", "user_agent_parsers:\n  - regex: '('\nos_parsers:\ndevice_parsers:\n"] {
            assert!(Rules::parse(text).is_err());
        }
    }
}
