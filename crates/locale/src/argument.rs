//! What is put into a message.

use std::borrow::Cow;

use fluent_bundle::FluentValue;

/// First Strong Isolate and Pop Directional Isolate (Unicode Standard Annex 9): what stands between them does not turn
/// what stands around them.
const ISOLATE: char = '\u{2068}';
const POP: char = '\u{2069}';

/// A value of a message's placeable.
#[derive(Debug, Clone)]
pub enum Argument<'a> {
    /// A count, which chooses the plural form.
    Count(u64),
    /// A text.
    Text(Cow<'a, str>),
}

impl Argument<'_> {
    pub(crate) fn value(&self) -> FluentValue<'_> {
        match self {
            // Counts beyond 2^53 lose their last digits.
            Self::Count(count) => FluentValue::from(*count as f64),
            Self::Text(text) => FluentValue::from(isolated(text)),
        }
    }
}

impl From<u64> for Argument<'_> {
    fn from(count: u64) -> Self {
        Self::Count(count)
    }
}

impl<'a> From<&'a str> for Argument<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(Cow::Borrowed(text))
    }
}

impl<'a> From<&'a String> for Argument<'a> {
    fn from(text: &'a String) -> Self {
        Self::Text(Cow::Borrowed(text))
    }
}

impl From<String> for Argument<'_> {
    fn from(text: String) -> Self {
        Self::Text(Cow::Owned(text))
    }
}

/// The text on one line; in isolation where it could turn the order of the sentence around it, as an Arabic title would.
fn isolated(text: &str) -> Cow<'_, str> {
    let turning = text.chars().any(turns);
    if !turning && !text.contains(char::is_control) {
        return Cow::Borrowed(text);
    }
    let letters = text.chars().map(|letter| if letter.is_whitespace() { ' ' } else { letter });
    // Directions that it opens or closes by itself would reach beyond it.
    let kept: String =
        letters.filter(|letter| !controls_direction(*letter) && !letter.is_control()).collect();
    Cow::Owned(if turning { format!("{ISOLATE}{kept}{POP}") } else { kept })
}

/// Whether a character is written from the right, or controls that.
fn turns(letter: char) -> bool {
    let from_the_right = matches!(
        letter,
        '\u{590}'..='\u{8FF}' | '\u{FB1D}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFC}' | '\u{10800}'..='\u{10FFF}' | '\u{1E800}'..='\u{1EFFF}'
    );
    from_the_right || controls_direction(letter)
}

fn controls_direction(letter: char) -> bool {
    matches!(letter, '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_turns_a_sentence_is_isolated() {
        assert!(matches!(isolated("Bakı: «нужно» 🔥"), Cow::Borrowed(_)));
        assert_eq!(isolated("عاجل"), "\u{2068}عاجل\u{2069}");
        assert_eq!(isolated("a\u{202E}b\u{2069}"), "\u{2068}ab\u{2069}");
        assert_eq!(isolated("a\r\nb\u{1b}"), "a  b");
    }
}
