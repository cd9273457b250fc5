//! The languages in which Tiraj speaks to a newsroom: what it says, and how it writes numbers and dates.
//!
//! A [`Locale`] is one language. It says messages, which lie in Fluent files under `dashboards/web/locales` and are
//! compiled in, and it writes numbers and dates by itself: a count in a message is written as everywhere else.
//!
//! ```text
//! locale.text("chart-no-data")                                      Nothing was counted.
//! locale.say("views", &[("count", 1_200.into())])                   1,200 views · 1.200 baxış · 1 200 просмотров
//! locale.name("network", "copy_link")                               Link copied
//! ```
//!
//! That every message is there in every language, takes the same arguments in all and is said somewhere is what
//! `tests` of this crate hold.
//!
//! Names, separators and the order of dates are those of CLDR 48 (British English, Azerbaijani, Russian),
//! but for a space before the English percent sign, which is the house's.

mod argument;
mod calendar;
mod catalogue;
mod country;
mod number;

use tiraj_model::Language;

pub use argument::Argument;
pub use country::Country;

/// What a language says and how it writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Locale {
    language: Language,
}

impl Locale {
    /// English, the language of what is not said in others yet.
    pub const ENGLISH: Self = Self::new(Language::En);

    /// The locale of a language.
    #[must_use]
    pub const fn new(language: Language) -> Self {
        Self { language }
    }

    /// The language.
    #[must_use]
    pub const fn language(self) -> Language {
        self.language
    }

    /// A message that takes no arguments; its own id where there is none of this id, which a test rules out.
    #[must_use]
    pub fn text(self, id: &'static str) -> &'static str {
        let text = catalogue::of(self.language).text(id);
        debug_assert!(text.is_some(), "there is no message `{id}` without arguments");
        text.unwrap_or(id)
    }

    /// The name of a member of a set, by its fixed outside name: `copy_link` of `network`. None for strangers.
    ///
    /// Its message has the id `network-copy_link`.
    #[must_use]
    pub fn name(self, set: &str, member: &str) -> Option<&'static str> {
        catalogue::of(self.language).text(&format!("{set}-{member}"))
    }

    /// A message with its arguments.
    ///
    /// Counts choose the plural and are written by [`Self::count`]; texts go in as they are.
    #[must_use]
    pub fn say(self, id: &'static str, arguments: &[(&'static str, Argument<'_>)]) -> String {
        catalogue::of(self.language).say(id, arguments)
    }

    /// The one of three texts that is in this language: only for how numbers and dates are written. What is said is a
    /// message.
    const fn choose<T: Copy>(self, [en, az, ru]: [T; 3]) -> T {
        match self.language {
            Language::En => en,
            Language::Az => az,
            Language::Ru => ru,
        }
    }
}
