//! The file format of uap-core's rules: the small part of YAML that `regexes.yaml` is written in.
//!
//! ```text
//! section:
//!   # a comment
//!   - key: 'a text'
//!     other_key: "another"
//! ```
//!
//! Anything else is refused, so that rules in a new form are noticed and not half read.

/// One rule: its keys and texts in the order of the file.
pub(super) type Rule = Vec<(String, String)>;

/// One section with its rules.
#[derive(Debug)]
pub(super) struct Section {
    /// Its name.
    pub(super) name: String,
    /// Its rules, in the order in which they are tried.
    pub(super) rules: Vec<Rule>,
}

/// Reads a file of rules; an error names the line.
pub(super) fn parse_rules(text: &str) -> Result<Vec<Section>, String> {
    let mut sections = Vec::new();
    for (number, line) in text.lines().enumerate() {
        read_line(line, &mut sections).map_err(|what| format!("line {}: {what}", number + 1))?;
    }
    Ok(sections)
}

fn read_line(line: &str, sections: &mut Vec<Section>) -> Result<(), &'static str> {
    let body = line.trim();
    if body.is_empty() || body.starts_with('#') {
        return Ok(());
    }
    if !line.starts_with([' ', '-']) {
        let name = body.strip_suffix(':').ok_or("a section's name ends with a colon")?;
        sections.push(Section { name: name.to_owned(), rules: Vec::new() });
        return Ok(());
    }
    let section = sections.last_mut().ok_or("a rule stands before the first section")?;
    let field = match body.strip_prefix("- ") {
        Some(field) => {
            section.rules.push(Rule::new());
            field
        }
        None => body,
    };
    let rule = section.rules.last_mut().ok_or("a key stands before the first rule")?;
    let (key, value) = field.split_once(':').ok_or("a key and its text are parted by a colon")?;
    rule.push((key.trim().to_owned(), read_text(value.trim())?));
    Ok(())
}

/// A text in single quotes, in double quotes, or in none.
fn read_text(value: &str) -> Result<String, &'static str> {
    let (text, rest) = match value.chars().next() {
        Some(quote @ ('\'' | '"')) => read_quoted(&value[1..], quote)?,
        _ => (value.split(" #").next().unwrap_or_default().trim_end().to_owned(), ""),
    };
    let rest = rest.trim();
    if rest.is_empty() || rest.starts_with('#') { Ok(text) } else { Err("something follows a quoted text") }
}

/// The text up to the closing quote, and what follows it. Single quotes are doubled inside; double ones are escaped.
fn read_quoted(value: &str, quote: char) -> Result<(String, &str), &'static str> {
    let mut text = String::new();
    let mut rest = value.char_indices().peekable();
    while let Some((at, c)) = rest.next() {
        let escape = quote == '"' && c == '\\';
        if c != quote && !escape {
            text.push(c);
            continue;
        }
        match rest.next_if(|(_, next)| escape || *next == quote) {
            Some((_, next)) if !escape || matches!(next, '\\' | '"' | '/') => text.push(next),
            Some(_) => return Err("an escape that is not known"),
            None => return Ok((text, &value[at + 1..])),
        }
    }
    Err("a quote is not closed")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sections_rules_and_quotes_are_read() {
        let text = "one:\n  # note\n\n  - regex: '(It''s) \\d+'  # why\n    name: \"a \\\\ \\\"b\\\"\"\n  - regex: plain\ntwo:\n";
        let sections = parse_rules(text).unwrap();
        assert_eq!(sections.len(), 2);
        let [first, second] = sections[0].rules.as_slice() else { panic!("two rules") };
        assert_eq!(first[0], ("regex".into(), r"(It's) \d+".into()));
        assert_eq!(first[1], ("name".into(), r#"a \ "b""#.into()));
        assert_eq!(second[0].1, "plain");
    }

    #[test]
    fn what_is_no_rule_is_refused_with_its_line() {
        for (text, line) in
            [("one:\n  - regex: 'open", 2), ("  - a: b", 1), ("{}", 1), ("a:\n  - b: 'c' d", 2)]
        {
            let error = parse_rules(text).unwrap_err();
            assert!(error.starts_with(&format!("line {line}:")), "{error}");
        }
    }
}
