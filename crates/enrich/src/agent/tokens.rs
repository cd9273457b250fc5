//! Tables that are asked which of their tokens occurs in a text.

use aho_corasick::AhoCorasick;

/// A table by tokens, compiled for one pass over a text.
#[derive(Debug)]
pub(super) struct Tokens<T: 'static> {
    matcher: AhoCorasick,
    table: &'static [(&'static str, T)],
}

impl<T: Copy> Tokens<T> {
    /// Compiles a table.
    pub(super) fn compile(table: &'static [(&'static str, T)]) -> Self {
        let matcher = AhoCorasick::new(table.iter().map(|(token, _)| token));
        Self { matcher: matcher.expect("a fixed list of short tokens compiles"), table }
    }

    /// What stands beside the first token of the table that occurs, and the text after its first occurrence.
    pub(super) fn find<'a>(&self, text: &'a str) -> Option<(T, &'a str)> {
        let found = self.matcher.find_overlapping_iter(text).map(|at| (at.pattern().as_usize(), at.end()));
        let (entry, end) = found.min()?;
        Some((self.table[entry].1, &text[end..]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_order_of_the_table_decides() {
        let tokens = Tokens::compile(&[("Edge/", 1), ("Chrome/", 2), ("Chro", 3)]);
        assert_eq!(tokens.find("Chrome/5 Edge/12.1"), Some((1, "12.1")));
        assert_eq!(tokens.find("Chrome/5 Chrome/6"), Some((2, "5 Chrome/6")));
        assert_eq!(tokens.find("Lynx/2"), None);
    }
}
