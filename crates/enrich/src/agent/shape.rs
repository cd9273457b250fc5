//! The shape of a user agent: what browsers write, and what only programs do.

use tiraj_model::BotReason;

/// Whether an agent in which no word speaks for a machine is still none that a person's program sends, and what made
/// it. `person` says whether it names a system that persons use, `suspect` whether a word in it is rather a program's.
pub(super) fn looks_made(text: &str, person: bool, suspect: bool) -> Option<BotReason> {
    let text = text.trim();
    let made = if is_browser_like(text) {
        has_no_system(text, person) || claims_compatibility(text, person)
    } else {
        is_well_formed(text) && (!person || (suspect && !text.contains("Mozilla/")) || is_bare_word(text))
    };
    if has_contact(text) || wraps_another(text) || (made && text.contains([' ', '('])) {
        return Some(BotReason::Declared);
    }
    (made || is_code(text)).then_some(BotReason::Library)
}

/// Browsers begin with the name of an ancestor.
fn is_browser_like(text: &str) -> bool {
    let head = text.get(..9).unwrap_or(text).to_ascii_lowercase();
    ["mozilla/", "ozilla/", "opera/"].iter().any(|name| head.starts_with(name))
}

/// Programs that pass on a browser's agent put themselves before it, or a bar between the parts.
fn wraps_another(text: &str) -> bool {
    let at = text.find("Mozilla/").unwrap_or(0);
    text.contains('|') || (at > 0 && text[..at].trim_end().ends_with(','))
}

/// One run without a blank that is longer than any name.
fn is_code(text: &str) -> bool {
    text.len() > 50 && !text.contains([' ', '('])
}

/// Browsers say in brackets what they run on: more than a word.
fn has_no_system(text: &str, person: bool) -> bool {
    let Some((_, rest)) = text.split_once('(') else { return !person };
    let comment = rest.split(')').next().unwrap_or_default().trim();
    comment.is_empty() || (!person && !comment.contains(' '))
}

/// Crawlers introduce themselves as `compatible` with name and version, which of browsers only the old ones do, and
/// those name their system.
fn claims_compatibility(text: &str, person: bool) -> bool {
    let lower = text.to_ascii_lowercase();
    lower.match_indices("compatible;").any(|(at, mark)| {
        let next = lower[at + mark.len()..].trim_start();
        let opens = lower[..at].ends_with('(') && lower[..at].find('(') == Some(at - 1);
        let usual = opens && (person || !has_version(next));
        !usual && !next.starts_with("msie") && !next.contains("+;")
    })
}

/// Whether what comes next has a version.
fn has_version(text: &str) -> bool {
    text.split([')', ';']).next().is_some_and(|name| name.contains('/'))
}

/// Whether an agent is made of names, versions and brackets. Anything else is a trial of something and not a program
/// that names itself; its shape tells nothing.
fn is_well_formed(text: &str) -> bool {
    !text.contains(['\'', '"', '<', '>', '=', '?', '{', '}', '*', '\\'])
}

/// A word without a version.
fn is_bare_word(text: &str) -> bool {
    !text.contains(['/', ' ', '(', ';'])
}

/// A mail address, which is where the owner of a crawler is told of its faults.
fn has_contact(text: &str) -> bool {
    text.match_indices('@').any(|(at, _)| {
        let before = text[..at].chars().next_back().is_some_and(char::is_alphanumeric);
        let host = text[at + 1..].split(|c: char| !c.is_alphanumeric() && c != '.' && c != '-').next();
        let (name, end) = host.unwrap_or_default().split_once('.').unwrap_or_default();
        before
            && name.starts_with(|c: char| c.is_alphabetic())
            && end.starts_with(|c: char| c.is_alphabetic())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, person: bool, expect: Option<BotReason>) {
        assert_eq!(looks_made(text, person, false), expect, "{text}");
    }

    #[test]
    fn browsers_name_their_system() {
        check("Mozilla/5.0 (X11; Linux x86_64) Gecko/1 Firefox/1", true, None);
        check("Mozilla/5.0", false, Some(BotReason::Library));
        check("Mozilla/5.0 (Mixed)", false, Some(BotReason::Declared));
        check("Mozilla/4.0 (compatible; MSIE 7.0; Windows NT 6.0)", true, None);
        check("Mozilla/5.0 (compatible; Something/1.0)", false, Some(BotReason::Declared));
        check(
            "Mozilla/5.0 AppleWebKit/5 (KHTML; compatible; Thing) Chrome/1",
            true,
            Some(BotReason::Declared),
        );
    }

    #[test]
    fn programs_name_themselves() {
        check("Thing/1.0", false, Some(BotReason::Library));
        check("Thing one/1.0", false, Some(BotReason::Declared));
        check("Proxy, Mozilla/5.0 (X11; Linux x86_64) Gecko/1 Firefox/1", true, Some(BotReason::Declared));
        check("Nokia6280/2.0 (03.60) Profile/MIDP-2.0", true, None);
        assert_eq!(looks_made("Thing/1.0 CFNetwork/7", true, true), Some(BotReason::Declared));
    }

    #[test]
    fn mail_addresses_are_told_from_versions() {
        assert!(has_contact("Thing (me@example.org)"));
        assert!(!has_contact("Chrome (Ecosia android@111.0.5563.116)"));
        assert!(!has_contact("Instagram (en_IR@calendar=gregorian; en)"));
    }
}
