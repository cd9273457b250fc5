//! The fields of a line, from left to right.

/// A quoted field's text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Quoted<'a> {
    /// What stands between the quotes.
    pub(super) text: &'a [u8],
    /// Whether there was a closing quote before the line ended.
    pub(super) closed: bool,
}

/// An absent field: nothing in it, and nothing of it missing.
impl Default for Quoted<'_> {
    fn default() -> Self {
        Self { text: b"", closed: true }
    }
}

/// What is left of a line.
#[derive(Debug)]
pub(super) struct Fields<'a> {
    rest: &'a [u8],
}

impl<'a> Fields<'a> {
    pub(super) fn new(line: &'a [u8]) -> Self {
        Self { rest: line.trim_ascii() }
    }

    /// The next field up to a space; `None` at the end.
    pub(super) fn word(&mut self) -> Option<&'a [u8]> {
        if self.rest.is_empty() {
            return None;
        }
        let end = memchr::memchr(b' ', self.rest).unwrap_or(self.rest.len());
        Some(self.cut(0, end, end))
    }

    /// The next field, where it stands in square brackets.
    pub(super) fn bracketed(&mut self) -> Option<&'a [u8]> {
        if self.rest.first() != Some(&b'[') {
            return None;
        }
        let end = memchr::memchr(b']', self.rest)?;
        Some(self.cut(1, end, end + 1))
    }

    /// The next field, where it begins with a quote.
    pub(super) fn quoted(&mut self) -> Option<Quoted<'a>> {
        if self.rest.first() != Some(&b'"') {
            return None;
        }
        Some(match self.closing_quote() {
            Some(end) => Quoted { text: self.cut(1, end, end + 1), closed: true },
            None => Quoted { text: self.cut(1, self.rest.len(), self.rest.len()), closed: false },
        })
    }

    /// Where the field's closing quote is: one that is not escaped and stands before a space or the end.
    /// (Servers of the nineties did not escape quotes.)
    fn closing_quote(&self) -> Option<usize> {
        let mut at = 1;
        while let Some(found) = memchr::memchr2(b'\\', b'"', self.rest.get(at..)?) {
            at += found;
            match self.rest[at] {
                b'\\' => at += 1,
                _ if matches!(self.rest.get(at + 1), None | Some(b' ')) => return Some(at),
                _ => {}
            }
            at += 1;
        }
        None
    }

    /// The bytes from `start` to `end`, going on after `next` and the spaces there.
    fn cut(&mut self, start: usize, end: usize, next: usize) -> &'a [u8] {
        let field = &self.rest[start..end];
        self.rest = self.rest[next..].trim_ascii_start();
        field
    }
}
