//! ClickHouse's tokens, as far as they matter for finding a keyword: what is quoted or commented is never
//! one.

/// A piece of the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Token<'a> {
    /// A keyword, an unquoted name or a number.
    Word(&'a [u8]),
    /// Anything in quotes, or a heredoc.
    Quoted,
    /// `(`, `[` or `{`.
    Open,
    /// `)`, `]` or `}`.
    Close,
    /// Any other character.
    Symbol(u8),
}

/// Walks over the bytes of a statement.
#[derive(Debug, Clone)]
pub(super) struct Lexer<'a> {
    text: &'a [u8],
    at: usize,
    depth: usize,
}

impl<'a> Lexer<'a> {
    pub(super) fn new(text: &'a [u8]) -> Self {
        Self { text, at: 0, depth: 0 }
    }

    /// Bytes consumed so far.
    pub(super) fn position(&self) -> usize {
        self.at
    }

    /// Nothing, not even a blank, is left.
    pub(super) fn at_end(&self) -> bool {
        self.at >= self.text.len()
    }

    /// How many brackets are open.
    pub(super) fn depth(&self) -> usize {
        self.depth
    }

    /// The next token; `None` at the end, also inside an unfinished quotation or comment.
    pub(super) fn next(&mut self) -> Option<Token<'a>> {
        self.skip_blanks();
        let first = *self.text.get(self.at)?;
        match first {
            b'\'' | b'"' | b'`' => self.quoted(first),
            b'$' => self.heredoc().or_else(|| self.word()),
            b'(' | b'[' | b'{' => {
                self.at += 1;
                self.depth += 1;
                Some(Token::Open)
            }
            b')' | b']' | b'}' => {
                self.at += 1;
                self.depth = self.depth.saturating_sub(1);
                Some(Token::Close)
            }
            byte if is_word(byte) => self.word(),
            byte => {
                self.at += 1;
                Some(Token::Symbol(byte))
            }
        }
    }

    /// The next token, not consumed.
    pub(super) fn peek(&self) -> Option<Token<'a>> {
        self.clone().next()
    }

    /// Whether the next token is this keyword.
    pub(super) fn sees(&self, keyword: &str) -> bool {
        matches!(self.peek(), Some(Token::Word(word)) if word.eq_ignore_ascii_case(keyword.as_bytes()))
    }

    /// Consumes the next token if it is this keyword.
    pub(super) fn accept(&mut self, keyword: &str) -> bool {
        let seen = self.sees(keyword);
        if seen {
            self.next();
        }
        seen
    }

    /// Consumes the next token if it is this character.
    pub(super) fn accept_symbol(&mut self, symbol: u8) -> bool {
        let seen = self.peek() == Some(Token::Symbol(symbol));
        if seen {
            self.next();
        }
        seen
    }

    /// Steps over blanks and at most one line end, as ClickHouse does between `FORMAT name` and the data.
    pub(super) fn skip_line_end(&mut self) {
        while matches!(self.text.get(self.at), Some(b' ' | b'\t' | b'\x0c')) {
            self.at += 1;
        }
        self.at += usize::from(self.text.get(self.at) == Some(&b'\r'));
        self.at += usize::from(self.text.get(self.at) == Some(&b'\n'));
    }

    fn skip_blanks(&mut self) {
        loop {
            let rest = &self.text[self.at..];
            self.at += match rest {
                [byte, ..] if byte.is_ascii_whitespace() || *byte == b'\x0b' => 1,
                [b'-', b'-', ..] | [b'#', b'!' | b' ', ..] => {
                    find(rest, b"\n").map_or(rest.len(), |end| end + 1)
                }
                [b'/', b'*', ..] => find(&rest[2..], b"*/").map_or(rest.len(), |end| end + 4),
                _ => return,
            };
        }
    }

    /// A doubled quote needs no care: it reads as two quotations side by side.
    fn quoted(&mut self, quote: u8) -> Option<Token<'a>> {
        self.at += 1;
        while let Some(&byte) = self.text.get(self.at) {
            self.at += if byte == b'\\' { 2 } else { 1 };
            if byte == quote {
                return Some(Token::Quoted);
            }
        }
        self.at = self.text.len();
        None
    }

    /// `$tag$ … $tag$`.
    fn heredoc(&mut self) -> Option<Token<'a>> {
        let rest = &self.text[self.at..];
        let tag_end = 2 + rest[1..].iter().position(|byte| *byte == b'$')?;
        let tag = &rest[..tag_end];
        if !tag[1..tag_end - 1].iter().all(|byte| is_word(*byte)) {
            return None;
        }
        let body = find(&rest[tag_end..], tag)?;
        self.at += tag_end + body + tag.len();
        Some(Token::Quoted)
    }

    fn word(&mut self) -> Option<Token<'a>> {
        let rest = &self.text[self.at..];
        let length = rest.iter().position(|byte| !is_word(*byte) && *byte != b'$').unwrap_or(rest.len());
        self.at += length;
        Some(Token::Word(&rest[..length]))
    }
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 0x80
}

fn find(text: &[u8], wanted: &[u8]) -> Option<usize> {
    text.windows(wanted.len()).position(|window| window == wanted)
}
