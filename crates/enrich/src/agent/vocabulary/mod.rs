//! The words by which machines, and persons' devices, are told in a user agent.

mod libraries;
mod persons;
mod services;
mod trades;

use tiraj_model::BotReason::{Automated, Declared, Library};

use super::machine::Meaning::{self, Innocent, Machine, Person, Suspect};

/// Where in a user agent a word counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Edge {
    /// Anywhere, also inside another word.
    Any,
    /// Where no letter or digit stands before it.
    Start,
    /// Where no letter or digit stands after it.
    End,
    /// Alone: where neither stands before or after it.
    Whole,
    /// As the very first thing.
    First,
}

/// Words of one meaning that count at one place. All are sought without regard to capitals.
pub(super) struct Words {
    pub(super) meaning: Meaning,
    pub(super) edge: Edge,
    pub(super) words: &'static [&'static str],
}

const fn words(meaning: Meaning, edge: Edge, words: &'static [&'static str]) -> Words {
    Words { meaning, edge, words }
}

/// Everything that is sought, in one pass.
pub(super) const VOCABULARY: &[Words] = &[
    words(Innocent, Edge::Any, persons::INNOCENT),
    words(Machine(Automated), Edge::Any, trades::AUTOMATED),
    words(Machine(Declared), Edge::Any, trades::TRADES),
    words(Machine(Declared), Edge::Any, trades::WATCHERS),
    words(Machine(Declared), Edge::Any, trades::SCANNERS),
    words(Machine(Declared), Edge::Any, services::READERS),
    words(Machine(Declared), Edge::Any, services::SERVICES),
    words(Machine(Declared), Edge::Start, services::STARTS),
    words(Machine(Declared), Edge::End, services::ENDS),
    words(Machine(Declared), Edge::Whole, services::ALONE),
    words(Machine(Declared), Edge::First, services::FIRST),
    words(Machine(Library), Edge::Any, libraries::LIBRARIES),
    words(Machine(Library), Edge::Start, libraries::LIBRARY_STARTS),
    words(Machine(Library), Edge::Whole, libraries::LIBRARIES_ALONE),
    words(Suspect, Edge::Any, persons::SUSPECT),
    words(Suspect, Edge::End, persons::SUSPECT_ENDS),
    words(Person, Edge::Any, persons::SYSTEMS),
    words(Person, Edge::Start, persons::SYSTEM_STARTS),
    words(Person, Edge::First, persons::APPS),
];

#[cfg(test)]
mod tests {
    use super::*;

    fn of_machines() -> impl Iterator<Item = (Edge, &'static str)> {
        let groups = VOCABULARY.iter().filter(|group| matches!(group.meaning, Machine(_)));
        groups.flat_map(|group| group.words.iter().map(|word| (group.edge, *word)))
    }

    #[test]
    fn no_word_stands_twice_or_in_capitals() {
        for group in VOCABULARY {
            for (at, word) in group.words.iter().enumerate() {
                assert!(!word.is_empty() && !word.contains(char::is_uppercase), "{word}");
                assert!(!group.words[..at].contains(word), "{word}");
            }
        }
        let anywhere: Vec<_> = of_machines().filter(|(edge, _)| *edge == Edge::Any).collect();
        for (edge, word) in of_machines().filter(|(edge, _)| *edge != Edge::Any) {
            assert!(!anywhere.contains(&(Edge::Any, word)), "{word} counts anywhere, also at {edge:?}");
        }
    }

    #[test]
    fn innocent_words_hold_a_suspicious_one() {
        for word in persons::INNOCENT {
            assert!(of_machines().any(|(_, machine)| word.contains(machine)), "{word}");
        }
    }
}
