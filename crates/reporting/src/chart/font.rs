//! The charts' typeface: Inter, with the letters of Azerbaijani and Russian.

use std::sync::Once;

use plotters::style::{FontFamily, FontStyle, FontTransform, IntoFont, register_font};

/// The typeface's name, with what a browser takes where it is not embedded.
pub(crate) const FAMILY: &str = "Inter, system-ui, 'Segoe UI', Roboto, 'Noto Sans', sans-serif";
/// The regular face for browsers, in WOFF2.
pub(crate) const WEB_REGULAR: &[u8] = include_bytes!("../../assets/inter-regular.woff2");
/// The bold face for browsers, in WOFF2.
pub(crate) const WEB_BOLD: &[u8] = include_bytes!("../../assets/inter-bold.woff2");

const REGULAR: &[u8] = include_bytes!("../../assets/inter-regular.otf");
const BOLD: &[u8] = include_bytes!("../../assets/inter-bold.otf");

/// Ascent plus descent as a part of the em. Plotters' bitmap fonts take a size as that height, while CSS
/// and everything here means the em.
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

/// Makes the typeface known to Plotters; the first call does it, later ones find it done.
pub(crate) fn register() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        for (weight, bytes) in [(Weight::Regular, REGULAR), (Weight::Bold, BOLD)] {
            let registered = register_font(FAMILY, weight.style(), bytes);
            assert!(registered.is_ok(), "the embedded font is a valid OpenType file");
        }
    });
}

/// A text's width in ems.
fn ems(text: &str, weight: Weight) -> f64 {
    // Plotters rounds widths to whole pixels, so the text is measured large.
    const EM: f64 = 200.0;
    register();
    let font = (FontFamily::Name(FAMILY), EM * HEIGHT, weight.style()).into_font();
    let width = font.transform(FontTransform::None).box_size(text).map_or(0, |(width, _)| width);
    f64::from(width) / EM
}

/// A text's width in logical pixels.
pub(crate) fn width(text: &str, size: f64, weight: Weight) -> f64 {
    ems(text, weight) * size
}

/// The text, cut with an ellipsis where it is wider than `room`.
pub(crate) fn fit(text: &str, size: f64, weight: Weight, room: f64) -> String {
    if width(text, size, weight) <= room {
        return text.to_owned();
    }
    let mut letters: Vec<char> = text.chars().collect();
    while !letters.is_empty() {
        letters.pop();
        let cut = format!("{}…", letters.iter().collect::<String>().trim_end());
        if width(&cut, size, weight) <= room {
            return cut;
        }
    }
    "…".to_owned()
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
        use ab_glyph::Font;
        for bytes in [REGULAR, BOLD] {
            let font = ab_glyph::FontRef::try_from_slice(bytes).unwrap();
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
}
