//! The messages of every language, read once.

use std::collections::HashMap;
use std::sync::LazyLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use fluent_syntax::ast::{Entry, PatternElement};
use tiraj_model::Language;
use unic_langid::LanguageIdentifier;

use crate::{Argument, Locale};

/// The files of one language.
macro_rules! files {
    ($language:literal: $($name:literal),+) => {
        &[$((
            concat!($language, "/", $name, ".ftl"),
            include_str!(concat!("../../../dashboards/web/locales/", $language, "/", $name, ".ftl")),
        )),+]
    };
}

/// The files of every language, in the order of [`Language::ALL`].
macro_rules! languages {
    ($($name:literal),+ $(,)?) => {
        [files!("en": $($name),+), files!("az": $($name),+), files!("ru": $($name),+)]
    };
}

/// Name and text of each file.
type Files = &'static [(&'static str, &'static str)];

const FILES: [Files; 3] = languages![
    "charts",
    "comparisons",
    "countries",
    "metrics",
    "names",
    "pages",
    "reports",
    "today",
    "weekly"
];

static CATALOGUES: LazyLock<[Catalogue; 3]> =
    LazyLock::new(|| [Language::En, Language::Az, Language::Ru].map(Catalogue::read));

/// The messages of a language.
pub(crate) fn of(language: Language) -> &'static Catalogue {
    &CATALOGUES[language as usize]
}

/// What a language says.
pub(crate) struct Catalogue {
    /// The messages without arguments: most of them, and asked for most often.
    texts: HashMap<String, String>,
    bundle: FluentBundle<FluentResource>,
}

impl Catalogue {
    /// Reads the files of a language. What is wrong with one is told by a test and costs its message here.
    fn read(language: Language) -> Self {
        let mut texts = HashMap::new();
        let identifier = language.as_str().parse::<LanguageIdentifier>().unwrap_or_default();
        let mut bundle = FluentBundle::new_concurrent(vec![identifier]);
        // Texts that need it are isolated by `Argument`: marks around every number are more than mail programs bear.
        bundle.set_use_isolating(false);
        bundle.set_formatter(Some(match language {
            Language::En => |value, _| number(Language::En, value),
            Language::Az => |value, _| number(Language::Az, value),
            Language::Ru => |value, _| number(Language::Ru, value),
        }));
        for (_, text) in FILES[language as usize] {
            let resource =
                FluentResource::try_new((*text).to_owned()).unwrap_or_else(|(resource, _)| resource);
            texts.extend(resource.entries().filter_map(plain));
            bundle.add_resource_overriding(resource);
        }
        Self { texts, bundle }
    }

    pub(crate) fn text(&self, id: &str) -> Option<&str> {
        self.texts.get(id).map(String::as_str)
    }

    pub(crate) fn say(&self, id: &'static str, arguments: &[(&'static str, Argument<'_>)]) -> String {
        let arguments: FluentArgs<'_> =
            arguments.iter().map(|(name, argument)| (*name, argument.value())).collect();
        let Some(pattern) = self.bundle.get_message(id).and_then(|message| message.value()) else {
            debug_assert!(false, "there is no message `{id}`");
            return id.to_owned();
        };
        let mut errors = Vec::new();
        let said = self.bundle.format_pattern(pattern, Some(&arguments), &mut errors);
        debug_assert!(errors.is_empty(), "`{id}` cannot be said: {errors:?}");
        said.into_owned()
    }
}

/// Id and text of a message without arguments.
fn plain(entry: &Entry<&str>) -> Option<(String, String)> {
    let Entry::Message(message) = entry else { return None };
    let texts = message.value.as_ref()?.elements.iter().map(|element| match element {
        PatternElement::TextElement { value } => Some(*value),
        PatternElement::Placeable { .. } => None,
    });
    Some((message.id.name.to_owned(), texts.collect::<Option<String>>()?))
}

fn number(language: Language, value: &FluentValue<'_>) -> Option<String> {
    match value {
        FluentValue::Number(number) => Some(Locale::new(language).count(number.value as u64)),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
