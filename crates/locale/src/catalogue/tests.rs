//! The files agree with each other, and with what is said.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use fluent_syntax::ast::{Expression, InlineExpression, Pattern};
use fluent_syntax::parser;
use tiraj_model::{Channel, Device, ShareNetwork};

use super::*;

/// The sets whose members are named by [`Locale::name`].
const SETS: [&str; 4] = ["channel", "country", "device", "network"];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The arguments of each message of a language, those of the terms it names among them.
fn messages(language: Language) -> BTreeMap<String, BTreeSet<String>> {
    let mut messages = BTreeMap::new();
    for (file, text) in FILES[language as usize] {
        let resource = parser::parse(*text).unwrap_or_else(|(_, errors)| panic!("{file}: {errors:?}"));
        for entry in resource.body {
            let Entry::Message(message) = entry else { continue };
            let mut names = BTreeSet::new();
            arguments(message.value.as_ref().expect("a message says something"), &mut names);
            assert!(message.attributes.is_empty(), "{file}: {} has attributes", message.id.name);
            let known = messages.insert(message.id.name.to_owned(), names);
            assert_eq!(known, None, "{file}: {} is there twice", message.id.name);
        }
    }
    messages
}

fn arguments(pattern: &Pattern<&str>, names: &mut BTreeSet<String>) {
    for element in &pattern.elements {
        let PatternElement::Placeable { expression } = element else { continue };
        match expression {
            Expression::Inline(inline) => argument(inline, names),
            Expression::Select { selector, variants } => {
                argument(selector, names);
                variants.iter().for_each(|variant| arguments(&variant.value, names));
            }
        }
    }
}

fn argument(inline: &InlineExpression<&str>, names: &mut BTreeSet<String>) {
    match inline {
        InlineExpression::VariableReference { id } => {
            names.insert(id.name.to_owned());
        }
        InlineExpression::Placeable { expression } => {
            if let Expression::Inline(inline) = &**expression {
                argument(inline, names);
            }
        }
        InlineExpression::MessageReference { id, .. } => {
            panic!("{} hides its arguments; use a term", id.name)
        }
        _ => {}
    }
}

#[test]
fn every_language_says_everything_with_the_same_arguments() {
    let english = messages(Language::En);
    assert!(english.len() > 250);
    for language in Language::ALL {
        for (id, names) in messages(*language) {
            assert_eq!(english.get(&id), Some(&names), "{id} of {language} beside English");
        }
        assert_eq!(messages(*language).len(), english.len(), "{language} lacks some");
    }
}

#[test]
fn every_file_of_the_folder_is_compiled_in() {
    for language in Language::ALL {
        let folder = root().join("dashboards/web/locales").join(language.as_str());
        let found: BTreeSet<String> = std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| format!("{language}/{}", entry.unwrap().file_name().to_string_lossy()))
            .collect();
        let known: BTreeSet<String> =
            FILES[*language as usize].iter().map(|(name, _)| (*name).to_owned()).collect();
        assert_eq!(found, known);
    }
    let folders = std::fs::read_dir(root().join("dashboards/web/locales")).unwrap().count();
    assert_eq!(folders, Language::ALL.len());
}

#[test]
fn texts_are_one_line_without_room_around_them() {
    for language in Language::ALL {
        for (id, text) in &of(*language).texts {
            assert!(!text.is_empty() && text.trim() == text && !text.contains('\n'), "{language}: {id}");
        }
    }
}

#[test]
fn sets_name_all_their_members_and_nobody_else() {
    let members = |set: &str| -> BTreeSet<String> {
        let of_set = |id: String| id.strip_prefix(&format!("{set}-")).map(str::to_owned);
        messages(Language::En).into_keys().filter_map(of_set).collect()
    };
    let names = |members: &[&str]| members.iter().map(|name| (*name).to_owned()).collect::<BTreeSet<_>>();
    let networks: Vec<&str> = ShareNetwork::ALL.iter().map(|network| network.as_str()).collect();
    let channels: Vec<&str> = Channel::ALL.iter().map(|channel| channel.as_str()).collect();
    assert_eq!(members("network"), names(&networks));
    assert_eq!(members("channel"), names(&channels));
    let devices = Device::ALL.iter().filter(|device| **device != Device::Unknown);
    assert_eq!(members("device"), names(&devices.map(|device| device.as_str()).collect::<Vec<_>>()));
    // 249 of ISO 3166-1, and Kosovo.
    let countries = members("country");
    assert_eq!(countries.len(), 250);
    assert!(countries.iter().all(|code| crate::Country::new(code).is_some_and(|of| of.code() == code)));
}

/// The text of every source file and template that may say something; this crate only gives examples.
fn sources(folder: &Path, texts: &mut Vec<String>) {
    for entry in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        let passed_over = ["locale/src", "target"].iter().any(|name| entry.ends_with(name));
        if entry.is_dir() && !passed_over {
            sources(&entry, texts);
        } else if ["rs", "html", "txt"].iter().any(|ending| entry.extension().is_some_and(|e| e == *ending)) {
            texts.push(std::fs::read_to_string(entry).unwrap());
        }
    }
}

/// The literals that stand behind `before` in a text, up to the quotation mark.
fn literals<'a>(text: &'a str, before: &'a str) -> impl Iterator<Item = &'a str> {
    text.split(before).skip(1).filter_map(|rest| rest.split('"').next())
}

#[test]
fn what_is_said_is_there_and_what_is_there_is_said() {
    let mut texts = Vec::new();
    sources(&root().join("crates"), &mut texts);
    sources(&root().join("dashboards/web/templates"), &mut texts);
    let messages = messages(Language::En);
    for text in &texts {
        for id in literals(text, "locale.say(\"") {
            assert!(messages.contains_key(id), "{id} is said, but there is no such message");
        }
        for id in literals(text, "locale.text(\"") {
            assert!(messages.get(id).is_some_and(BTreeSet::is_empty), "{id} is no message without arguments");
        }
    }
    let quoted: BTreeSet<&str> = texts.iter().flat_map(|text| text.split('"')).collect();
    let of_set = |id: &str| SETS.iter().any(|set| id.starts_with(&format!("{set}-")));
    for id in messages.keys().filter(|id| !of_set(id)) {
        assert!(quoted.contains(id.as_str()), "nobody says {id}");
    }
}

#[test]
fn counts_choose_the_plural_and_are_written_as_everywhere() {
    let said = |language, count: u64| Locale::new(language).say("chart-others", &[("count", count.into())]);
    assert_eq!(said(Language::En, 1_200), "Other (1,200)");
    assert_eq!(said(Language::Az, 1_200), "Digər (1.200)");
    assert_eq!(said(Language::Ru, 1_200), "Прочие (1\u{a0}200)");
}
