//! Words of a text, and the text of a piece of HTML.

/// How many words a text has: what stands between spaces and holds a letter or a digit.
pub(crate) fn count_words(text: &str) -> u32 {
    let words = text.split_whitespace().filter(|word| word.chars().any(char::is_alphanumeric));
    u32::try_from(words.count()).unwrap_or(u32::MAX)
}

/// The text of a piece of HTML: tags, comments, scripts and styles are left out, and characters by name put in for
/// those that texts commonly have.
pub(crate) fn strip_html(html: &str) -> String {
    let mut text = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        text.push_str(&rest[..at]);
        text.push(' ');
        rest = skip_tag(&rest[at..]);
    }
    text.push_str(rest);
    replace_entities(&text)
}

/// What follows a tag, with the content of those that hold no text.
fn skip_tag(tag: &str) -> &str {
    let after = |end: &str| find_ignoring_case(tag, end).map_or("", |at| &tag[at + end.len()..]);
    let begins = |name: &str| tag.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name));
    if begins("<!--") {
        after("-->")
    } else if begins("<script") {
        after("</script>")
    } else if begins("<style") {
        after("</style>")
    } else {
        after(">")
    }
}

fn find_ignoring_case(text: &str, wanted: &str) -> Option<usize> {
    text.as_bytes().windows(wanted.len()).position(|window| window.eq_ignore_ascii_case(wanted.as_bytes()))
}

fn replace_entities(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        let name = rest.split_once(';').map(|(name, _)| name).filter(|name| name.len() <= 10);
        match name.and_then(|name| Some((name, entity(name)?))) {
            Some((name, c)) => {
                out.push(c);
                rest = &rest[name.len() + 1..];
            }
            None => out.push('&'),
        }
    }
    out.push_str(rest);
    out
}

/// The character that a name or a number stands for.
pub(crate) fn entity(name: &str) -> Option<char> {
    if let Some(number) = name.strip_prefix('#') {
        let hexadecimal = number.strip_prefix(['x', 'X']).map(|digits| u32::from_str_radix(digits, 16));
        return hexadecimal.unwrap_or_else(|| number.parse()).ok().and_then(char::from_u32);
    }
    Some(match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => '\u{a0}',
        "ndash" => '–',
        "mdash" => '—',
        "hellip" => '…',
        "laquo" => '«',
        "raquo" => '»',
        "lsquo" => '‘',
        "rsquo" => '’',
        "ldquo" => '“',
        "rdquo" => '”',
        "bdquo" => '„',
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn words_are_counted_in_every_alphabet() {
        for (text, words) in
            [("", 0), ("Bakıda – yeni xəbər, 2026.", 4), ("«Да», — сказал он", 3), (" \u{a0}a\u{a0}b ", 2)]
        {
            assert_eq!(count_words(text), words, "{text}");
        }
    }

    #[test]
    fn of_html_the_text_is_left() {
        let html = "<p>Bir&nbsp;iki</p><!-- üç --><SCRIPT>dörd</script><p>beş &lt;altı&gt; &amp; &#1081; &foo; A&B</p>";
        let text = strip_html(html);
        assert_eq!(text.split_whitespace().collect::<Vec<_>>().join(" "), "Bir iki beş <altı> & й &foo; A&B");
        assert_eq!(strip_html("a <b"), "a  ");
    }

    proptest! {
        #[test]
        fn no_html_breaks_it(html in "[<>&;#x!a-zə/ -]{0,60}") {
            count_words(&strip_html(&html));
        }
    }
}
