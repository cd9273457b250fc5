//! The charts' typeface: Inter, with the letters of Azerbaijani and Russian.

use std::borrow::Cow;
use std::sync::LazyLock;

use ab_glyph::{Font, FontRef};
use plotters::style::FontStyle;

/// The typeface's name, with what a browser takes where it is not embedded.
pub(crate) const FAMILY: &str = "Inter, system-ui, 'Segoe UI', Roboto, 'Noto Sans', sans-serif";
/// The regular face for browsers, in WOFF2.
pub const WEB_REGULAR: &[u8] = include_bytes!("../../assets/inter-regular.woff2");
/// The bold face for browsers, in WOFF2.
pub const WEB_BOLD: &[u8] = include_bytes!("../../assets/inter-bold.woff2");

/// The regular face as it is drawn and printed, in OpenType.
pub(crate) const PRINT_REGULAR: &[u8] = include_bytes!("../../assets/inter-regular.otf");
/// The bold face as it is drawn and printed, in OpenType.
pub(crate) const PRINT_BOLD: &[u8] = include_bytes!("../../assets/inter-bold.otf");

/// Ascent plus descent as a part of the em. The rasteriser takes a size as that height, while CSS and
/// everything here means the em.
pub(crate) const HEIGHT: f64 = (2728.0 + 680.0) / 2816.0;

/// Regular or bold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Weight {
    Regular,
    Bold,
}

impl Weight {
    pub(crate) const fn style(self) -> FontStyle {
        match self {
            Self::Regular => FontStyle::Normal,
            Self::Bold => FontStyle::Bold,
        }
    }
}

/// A face of the typeface.
pub(crate) fn face(weight: Weight) -> &'static FontRef<'static> {
    static FACES: LazyLock<[FontRef<'static>; 2]> = LazyLock::new(|| {
        [PRINT_REGULAR, PRINT_BOLD]
            .map(|bytes| FontRef::try_from_slice(bytes).expect("the embedded font is a valid OpenType file"))
    });
    &FACES[weight as usize]
}

/// The ends of a text's letters in logical pixels, each with the offset behind the letter.
fn ends(text: &str, size: f64, weight: Weight) -> impl Iterator<Item = (usize, f64)> {
    let face = face(weight);
    let unit = size / f64::from(face.units_per_em().unwrap_or(2816.0));
    let mut before = None;
    let mut end = 0.0;
    text.char_indices().map(move |(at, letter)| {
        let glyph = face.glyph_id(letter);
        let kern = before.replace(glyph).map_or(0.0, |before| face.kern_unscaled(before, glyph));
        end += f64::from(face.h_advance_unscaled(glyph) + kern) * unit;
        (at + letter.len_utf8(), end)
    })
}

/// A text's width in logical pixels.
pub(crate) fn width(text: &str, size: f64, weight: Weight) -> f64 {
    ends(text, size, weight).last().map_or(0.0, |(_, end)| end)
}

/// The text, cut with an ellipsis where it is wider than `room`.
pub(crate) fn fit(text: &str, size: f64, weight: Weight, room: f64) -> String {
    // A text in the room that was measured for it must not be cut for a rounding error.
    let room = room + 0.01;
    let before_ellipsis = room - width("…", size, weight);
    let mut cut = 0;
    for (behind, end) in ends(text, size, weight) {
        if end <= before_ellipsis {
            cut = behind;
        } else if end > room {
            return format!("{}…", text[..cut].trim_end());
        }
    }
    text.to_owned()
}

/// The text on at most `lines` lines of at most `room`, broken between words; the last is cut as by [`fit`].
pub(crate) fn wrap(text: &str, size: f64, weight: Weight, room: f64, lines: usize) -> Vec<String> {
    let mut wrapped = Vec::new();
    let mut rest = text.trim();
    while wrapped.len() + 1 < lines && !rest.is_empty() {
        let fitting = ends(rest, size, weight).take_while(|(_, end)| *end <= room).last();
        let Some(behind) = fitting.map(|(behind, _)| behind).filter(|behind| *behind < rest.len()) else {
            break;
        };
        // A word longer than a line is broken where the line ends.
        let space = rest[..behind].rfind(' ').filter(|at| *at > 0);
        let space = if rest[behind..].starts_with(' ') { Some(behind) } else { space };
        let (line, after) = rest.split_at(space.unwrap_or(behind));
        wrapped.push(line.trim_end().to_owned());
        rest = after.trim_start();
    }
    wrapped.push(fit(rest, size, weight, room));
    wrapped
}

/// The text on one line, without control characters and marks that turn the direction of what follows.
pub(crate) fn plain(text: &str) -> Cow<'_, str> {
    let harmful = |letter: char| {
        letter.is_control()
            || matches!(letter, '\u{200e}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
            // Not allowed in XML.
            || matches!(letter, '\u{fffe}' | '\u{ffff}')
    };
    if !text.contains(harmful) {
        return Cow::Borrowed(text);
    }
    let letters = text.chars().filter_map(|letter| match letter {
        '\n' | '\t' | '\u{2028}' | '\u{2029}' => Some(' '),
        _ => (!harmful(letter)).then_some(letter),
    });
    Cow::Owned(letters.collect())
}

/// The text as far as the typeface has it: letters of other scripts give way to an ellipsis, emoji to
/// nothing. A browser has other typefaces for them, a picture has not.
pub(crate) fn known(text: &str, weight: Weight) -> Cow<'_, str> {
    let lacks = |letter: char| face(weight).glyph_id(letter).0 == 0;
    if !text.contains(lacks) {
        return Cow::Borrowed(text);
    }
    let mut known = String::with_capacity(text.len());
    let mut gap = false;
    for letter in text.chars() {
        if !lacks(letter) {
            gap &= letter == ' ';
            known.push(letter);
        } else if letter.is_alphanumeric() && !std::mem::replace(&mut gap, true) {
            known.push('…');
        }
    }
    Cow::Owned(known.trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    const AZERBAIJANI: &str = "AaBbCcÇçDdEeƏəFfGgĞğHhXxIıİiJjKkQqLlMmNnOoÖöPpRrSsŞşTtUuÜüVvYyZz";
    const RUSSIAN: &str = "АаБбВвГгДдЕеЁёЖжЗзИиЙйКкЛлМмНнОоПпРрСсТтУуФфХхЦцЧчШшЩщЪъЫыЬьЭэЮюЯя";
    const ENGLISH: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    const MARKS: &str = ".,:;!?–—…«»„“”‘’·−±×%&@#№₼()[]/+<>\"'";

    #[test]
    fn both_faces_have_every_letter() {
        for bytes in [PRINT_REGULAR, PRINT_BOLD] {
            let font = FontRef::try_from_slice(bytes).unwrap();
            for letter in [AZERBAIJANI, RUSSIAN, ENGLISH, MARKS].concat().chars() {
                assert_ne!(font.glyph_id(letter).0, 0, "{letter} is missing");
            }
            assert!(bytes.len() <= 150_000);
        }
    }

    #[test]
    fn long_titles_are_cut_to_their_room() {
        let title = "Şəkidə köhnə şəhərin bərpası: «нужно успеть до зимы»";
        let cut = fit(title, 13.0, Weight::Regular, 120.0);
        assert!(cut.ends_with('…') && width(&cut, 13.0, Weight::Regular) <= 120.0, "{cut}");
        assert_eq!(fit(title, 13.0, Weight::Regular, 1_000.0), title);
    }

    #[test]
    fn titles_break_between_words() {
        let lines = |text: &str| wrap(text, 20.0, Weight::Bold, 200.0, 2);
        assert_eq!(lines("Views by section"), ["Views by section"]);
        let [first, second] = &lines("Views by section and day of the week")[..] else { panic!() };
        assert_eq!((first.as_str(), second.starts_with("and day")), ("Views by section", true));
        let [first, second] = &lines(&"ə".repeat(400))[..] else { panic!() };
        assert!(second.ends_with('…') && width(first, 20.0, Weight::Bold) <= 200.0);
    }

    #[test]
    fn nothing_turns_or_breaks_a_line() {
        assert_eq!(plain("a\u{202e}b\nc\u{0}"), "ab c");
        assert!(matches!(plain("Həftə «нужно»"), Cow::Borrowed(_)));
    }

    #[test]
    fn what_the_typeface_lacks_is_left_out() {
        assert_eq!(known("Xəbər 🔥", Weight::Regular), "Xəbər");
        assert_eq!(known("عاجل خبر: Bakı", Weight::Regular), "… : Bakı");
        assert_eq!(known("🔥", Weight::Regular), "");
    }
}
