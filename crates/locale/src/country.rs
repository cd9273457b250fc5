//! Countries by their code and their name in the reader's language.

use crate::Locale;

/// A country as events have it: two letters of ISO 3166-1, or `XK` for Kosovo.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Country([u8; 2]);

impl Country {
    /// The country of a code in either case; none for what is no two letters, such as the empty code of an
    /// event whose sender could not be placed.
    #[must_use]
    pub fn new(code: &str) -> Option<Self> {
        let &[first, second] = code.as_bytes() else { return None };
        let letters = [first.to_ascii_uppercase(), second.to_ascii_uppercase()];
        letters.iter().all(u8::is_ascii_uppercase).then_some(Self(letters))
    }

    /// The code: `AZ`.
    #[must_use]
    pub fn code(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }

    /// The name: `Azerbaijan`, `Azərbaycan`, `Азербайджан`; the code itself where no country has it.
    #[must_use]
    pub fn name(&self, locale: Locale) -> &str {
        locale.name("country", self.code()).unwrap_or_else(|| self.code())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tiraj_model::Language::{Az, En, Ru};

    #[test]
    fn countries_have_names_in_every_language() {
        let names = |code| {
            [En, Az, Ru].map(|language| Country::new(code).unwrap().name(Locale::new(language)).to_owned())
        };
        assert_eq!(names("az"), ["Azerbaijan", "Azərbaycan", "Азербайджан"]);
        assert_eq!(names("TR"), ["Türkiye", "Türkiyə", "Турция"]);
        assert_eq!(names("XX"), ["XX"; 3]);
    }

    #[test]
    fn what_is_no_code_is_no_country() {
        assert_eq!(["", "A", "AZE", "4U", "ə"].map(Country::new), [None; 5]);
    }
}
