//! The words of which headlines are made, so that the same story can be told in three languages.
//!
//! A headline is a subject, a predicate and sometimes an ending, each given in Azerbaijani, Russian and
//! English. All subjects are singular and all predicates in the present tense, so that any two agree in every
//! language. Nobody and nothing particular is meant.

mod city;
mod state;

use crate::draw::{Dice, by_weight, evenly};
use crate::language::Lang;
use crate::life::Life;

/// A text in the order of [`Lang::ALL`].
pub(crate) type Text = [&'static str; 3];

/// A section and what it writes about.
#[derive(Debug)]
pub(crate) struct Desk {
    /// The section's name.
    pub(crate) section: &'static str,
    /// Its folder in addresses.
    pub(crate) folder: &'static str,
    /// How its articles live.
    pub(crate) life: Life,
    /// Between subject and predicate.
    joint: &'static str,
    /// Whether a headline may have an ending.
    endings: bool,
    subjects: &'static [Text],
    predicates: &'static [Text],
}

/// The sections, by how much they publish.
pub(crate) const DESKS: &[(u32, &Desk)] = &[
    (7, &city::INTERVIEWS),
    (18, &state::POLITICS),
    (15, &state::ECONOMY),
    (20, &city::SOCIETY),
    (10, &city::CULTURE),
    (13, &city::SPORT),
    (11, &state::WORLD),
    (6, &state::ANALYSIS),
];

/// The writers, all invented.
pub(crate) const AUTHORS: &[&str] = &[
    "Aysel Məmmədova",
    "Elvin Quliyev",
    "Günay İsmayılova",
    "Kamran Həsənov",
    "Leyla Əsgərova",
    "Nigar Rzayeva",
    "Orxan Babayev",
    "Rauf Cəfərli",
    "Sevinc Abdullayeva",
    "Tural Nəbiyev",
    "Ülviyyə Kərimli",
    "Vüsal Şirinov",
];

const ENDINGS: &[(u32, Text)] = &[
    (6, ["", "", ""]),
    (1, [": təfərrüatlar", ": подробности", ": the details"]),
    (1, [": beş əsas məqam", ": пять главных фактов", ": five key facts"]),
    (1, [": nə bilmək lazımdır", ": что нужно знать", ": what to know"]),
    (1, [": fotoreportaj", ": фоторепортаж", ": a photo report"]),
    (1, [": rəqəmlərlə", ": в цифрах", ": in numbers"]),
    (1, [": ekspert rəyi", ": мнение эксперта", ": an expert’s view"]),
];

/// A headline in every language.
#[derive(Debug)]
pub(crate) struct Headline {
    subject: Text,
    joint: &'static str,
    predicate: Text,
    ending: Text,
}

impl Headline {
    /// A headline of that section.
    pub(crate) fn draw(desk: &Desk, dice: &mut Dice) -> Self {
        let ending = by_weight(ENDINGS, dice);
        Self {
            subject: *evenly(desk.subjects, dice),
            joint: desk.joint,
            predicate: *evenly(desk.predicates, dice),
            ending: if desk.endings { *ending } else { Text::default() },
        }
    }

    /// The headline in a language.
    pub(crate) fn title(&self, lang: Lang) -> String {
        let [subject, predicate, ending] =
            [self.subject, self.predicate, self.ending].map(|t| t[lang as usize]);
        format!("{subject}{}{predicate}{ending}", self.joint)
    }

    /// What the story is about.
    pub(crate) fn tag(&self, lang: Lang) -> &'static str {
        self.subject[lang as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_text_is_there_in_its_own_letters() {
        let cyrillic = |text: &str| text.chars().any(|letter| ('\u{400}'..'\u{500}').contains(&letter));
        for (_, desk) in DESKS {
            for [az, ru, en] in desk.subjects.iter().chain(desk.predicates) {
                assert!(!az.is_empty() && !en.is_empty() && cyrillic(ru), "{az} | {ru} | {en}");
                assert!(!cyrillic(az) && !cyrillic(en), "{az} | {en}");
            }
        }
    }
}
