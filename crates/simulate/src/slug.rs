//! The part of an address that tells what the page is about.

/// The longest slug, in bytes; cut at a word.
const MAX: usize = 60;

/// A title in lower-case Latin letters and digits, words joined by hyphens.
pub(crate) fn slug(title: &str) -> String {
    let mut latin = String::with_capacity(title.len());
    for letter in title.chars().flat_map(char::to_lowercase) {
        match romanise(letter) {
            Some(letters) => latin.push_str(letters),
            None if letter.is_ascii_alphanumeric() => latin.push(letter),
            None => latin.push('-'),
        }
    }
    let mut slug = String::with_capacity(MAX);
    for word in latin.split('-').filter(|word| !word.is_empty()) {
        if !slug.is_empty() {
            if slug.len() + word.len() >= MAX {
                break;
            }
            slug.push('-');
        }
        slug.push_str(word);
    }
    slug
}

/// The Latin letters for a letter of Azerbaijani or Russian.
fn romanise(letter: char) -> Option<&'static str> {
    Some(match letter {
        'ə' | 'э' | 'е' | 'ё' => "e",
        'ı' | 'и' => "i",
        // What remains of a lower-cased İ, an apostrophe within a word, and letters without a sound.
        '\u{307}' | '’' | '\'' | 'ъ' | 'ь' => "",
        'ö' | 'о' => "o",
        'ü' | 'у' => "u",
        'ğ' | 'г' => "g",
        'ş' | 'ш' => "sh",
        'ç' | 'ч' => "ch",
        'а' => "a",
        'б' => "b",
        'в' => "v",
        'д' => "d",
        'ж' => "zh",
        'з' => "z",
        'й' | 'ы' => "y",
        'к' => "k",
        'л' => "l",
        'м' => "m",
        'н' => "n",
        'п' => "p",
        'р' => "r",
        'с' => "s",
        'т' => "t",
        'ф' => "f",
        'х' => "kh",
        'ц' => "ts",
        'щ' => "shch",
        'ю' => "yu",
        'я' => "ya",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_become_addresses() {
        for (title, expect) in [
            ("İqtisadiyyat: beş əsas məqam", "iqtisadiyyat-besh-esas-meqam"),
            ("Şuşa – çağırış günü", "shusha-chagirish-gunu"),
            ("Что нужно знать", "chto-nuzhno-znat"),
            ("“An expert’s view”", "an-experts-view"),
        ] {
            assert_eq!(slug(title), expect);
        }
        assert!(slug(&"word ".repeat(50)).len() <= MAX);
    }
}
