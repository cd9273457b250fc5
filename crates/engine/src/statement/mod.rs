//! What a request's text is: an `INSERT` whose data follows, or a statement to run as it stands.
//!
//! The engine parses SQL; this module reads only as much as the engine's C interface leaves to its caller:
//! where the data of an `INSERT` begins, and in which format a `SELECT` answers.

mod lexer;

use lexer::{Lexer, Token};

/// What [`scan`] saw.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Scan {
    /// `INSERT … FORMAT f` or `INSERT … VALUES`, data from byte `data` on.
    Insert { head: String, format: String, data: usize },
    /// An `INSERT` whose head does not end within these bytes.
    Incomplete,
    /// Anything else, `INSERT … SELECT` included.
    Other,
}

/// Reads the beginning of a request. `complete` says that no bytes will follow.
pub(crate) fn scan(text: &[u8], complete: bool) -> Scan {
    let mut lexer = Lexer::new(text);
    match lexer.next() {
        Some(Token::Word(word)) if word.eq_ignore_ascii_case(b"INSERT") && lexer.at_end() && !complete => {
            Scan::Incomplete
        }
        Some(Token::Word(word)) if word.eq_ignore_ascii_case(b"INSERT") => {
            skip_target(&mut lexer);
            scan_insert(text, lexer, complete)
        }
        None if !complete => Scan::Incomplete,
        _ if lexer.at_end() && !complete => Scan::Incomplete,
        _ => Scan::Other,
    }
}

/// Steps over `[INTO] [TABLE] [FUNCTION] name[.name]`, so that a table may be called `format`.
fn skip_target(lexer: &mut Lexer<'_>) {
    for keyword in ["INTO", "TABLE", "FUNCTION"] {
        lexer.accept(keyword);
    }
    lexer.next();
    while lexer.accept_symbol(b'.') {
        lexer.next();
    }
}

fn scan_insert(text: &[u8], mut lexer: Lexer<'_>, complete: bool) -> Scan {
    loop {
        let head_end = lexer.position();
        let Some(token) = lexer.next() else {
            return if complete { Scan::Other } else { Scan::Incomplete };
        };
        match token {
            Token::Word(word) if lexer.depth() == 0 => {
                let word = word.to_ascii_uppercase();
                match word.as_slice() {
                    b"FORMAT" => return formatted(&text[..head_end], lexer, complete),
                    b"VALUES" if lexer.at_end() && !complete => return Scan::Incomplete,
                    b"VALUES" => return insert(&text[..head_end], b"Values", lexer.position()),
                    b"SELECT" | b"WITH" | b"FROM" | b"EXPLAIN" => return Scan::Other,
                    _ => {}
                }
            }
            // `INSERT INTO t (SELECT …)`: a query in parentheses, not a list of columns.
            Token::Open if lexer.depth() == 1 && (lexer.sees("SELECT") || lexer.sees("WITH")) => {
                return Scan::Other;
            }
            _ => {}
        }
    }
}

/// After `FORMAT`: its name, then blanks and one line end, then the data.
fn formatted(head: &[u8], mut lexer: Lexer<'_>, complete: bool) -> Scan {
    let Some(Token::Word(format)) = lexer.next() else {
        return if complete { Scan::Other } else { Scan::Incomplete };
    };
    lexer.skip_line_end();
    if lexer.at_end() && !complete {
        return Scan::Incomplete;
    }
    insert(head, format, lexer.position())
}

fn insert(head: &[u8], format: &[u8], data: usize) -> Scan {
    match (str::from_utf8(head), str::from_utf8(format)) {
        (Ok(head), Ok(format)) => Scan::Insert { head: head.to_owned(), format: format.to_owned(), data },
        _ => Scan::Other,
    }
}

/// The format in which a statement answers.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum OutputFormat<'a> {
    /// It names none: the request's default.
    Default,
    /// Its own `FORMAT` clause.
    Named(&'a str),
    /// There is a word `FORMAT` which may or may not be that clause.
    Unsure,
}

/// Finds the `FORMAT` clause at the end of a statement.
pub(crate) fn output_format(sql: &str) -> OutputFormat<'_> {
    let mut lexer = Lexer::new(sql.as_bytes());
    let mut found = OutputFormat::Default;
    while let Some(token) = lexer.next() {
        if lexer.depth() != 0 || !matches!(token, Token::Word(word) if word.eq_ignore_ascii_case(b"FORMAT")) {
            continue;
        }
        found = match lexer.peek() {
            Some(Token::Word(name)) => clause_end(&lexer, name),
            _ => OutputFormat::Unsure,
        };
    }
    found
}

/// `name` follows the word `FORMAT`; it is a format's name only if the statement ends after it.
fn clause_end<'a>(lexer: &Lexer<'a>, name: &'a [u8]) -> OutputFormat<'a> {
    let mut after = lexer.clone();
    after.next();
    let ends = match after.next() {
        None | Some(Token::Symbol(b';')) => true,
        Some(Token::Word(word)) => word.eq_ignore_ascii_case(b"SETTINGS"),
        _ => false,
    };
    match str::from_utf8(name) {
        Ok(name) if ends => OutputFormat::Named(name),
        _ => OutputFormat::Unsure,
    }
}

#[cfg(test)]
mod tests;
