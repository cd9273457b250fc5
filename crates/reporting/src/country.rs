//! Countries by their code and their name in the reader's language.

use std::collections::HashMap;
use std::sync::LazyLock;

use tiraj_model::Language;

/// Code, English, Azerbaijani and Russian name, a line each, tabs between.
const NAMES: &str = include_str!("../assets/countries.tsv");

static BY_CODE: LazyLock<HashMap<&str, [&str; 3]>> = LazyLock::new(|| {
    let lines = NAMES.lines().filter(|line| !line.starts_with('#'));
    lines
        .filter_map(|line| line.split_once('\t').and_then(|(code, names)| Some((code, three(names)?))))
        .collect()
});

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
    pub fn name(&self, language: Language) -> &str {
        let Some([en, az, ru]) = BY_CODE.get(self.code()) else { return self.code() };
        match language {
            Language::En => en,
            Language::Az => az,
            Language::Ru => ru,
        }
    }
}

fn three(names: &'static str) -> Option<[&'static str; 3]> {
    let mut names = names.split('\t');
    Some([names.next()?, names.next()?, names.next()?])
}

#[cfg(test)]
mod tests {
    use super::*;
    use tiraj_model::Language::{Az, En, Ru};

    #[test]
    fn countries_have_names_in_every_language() {
        let names = |code| [En, Az, Ru].map(|language| Country::new(code).unwrap().name(language).to_owned());
        assert_eq!(names("az"), ["Azerbaijan", "Azərbaycan", "Азербайджан"]);
        assert_eq!(names("TR"), ["Türkiye", "Türkiyə", "Турция"]);
        assert_eq!(names("XX"), ["XX"; 3]);
    }

    #[test]
    fn every_line_of_the_table_is_read() {
        // 249 of ISO 3166-1, and Kosovo.
        assert_eq!(BY_CODE.len(), 250);
        assert!(BY_CODE.keys().all(|code| Country::new(code).is_some()));
    }

    #[test]
    fn what_is_no_code_is_no_country() {
        assert_eq!(["", "A", "AZE", "4U", "ə"].map(Country::new), [None; 5]);
    }
}
