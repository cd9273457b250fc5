//! The registered tokens, shared between those who ask and the one who changes them.

use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock};

use crate::{Token, TokenDigest};

/// The tokens by their digests.
type Table = BTreeMap<TokenDigest, Arc<Token>>;

/// A shared table of tokens. Clones see the same table; a reader never waits for more than a swap of a pointer.
#[derive(Debug, Clone, Default)]
pub struct Tokens(Arc<RwLock<Arc<Table>>>);

impl Tokens {
    /// A table of the given tokens.
    #[must_use]
    pub fn new(tokens: impl IntoIterator<Item = Token>) -> Self {
        let table = Self::default();
        table.replace(tokens);
        table
    }

    /// The token whose text a sender shows. It is found by its digest, so the time that takes tells nothing of how near
    /// a guess came.
    #[must_use]
    pub fn find(&self, shown: &str) -> Option<Arc<Token>> {
        self.snapshot().get(&TokenDigest::of(shown)).cloned()
    }

    /// All tokens, by name.
    #[must_use]
    pub fn all(&self) -> Vec<Token> {
        let mut tokens: Vec<Token> = self.snapshot().values().map(|token| Token::clone(token)).collect();
        tokens.sort_by(|a, b| a.name.cmp(&b.name));
        tokens
    }

    /// Puts other tokens in the place of all.
    pub fn replace(&self, tokens: impl IntoIterator<Item = Token>) {
        let table = tokens.into_iter().map(|token| (token.digest, Arc::new(token))).collect();
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(table);
    }

    fn snapshot(&self) -> Arc<Table> {
        // A table behind a poisoned lock is whole: it is only ever replaced as one pointer.
        self.0.read().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Scope, TokenSecret};

    #[test]
    fn a_token_is_found_by_its_secret_until_it_is_revoked() {
        let secret = TokenSecret::from_bytes(&[1; 32]);
        let made_at = jiff::Timestamp::UNIX_EPOCH;
        let tokens =
            Tokens::new([Token::new("cms", &secret, Vec::new(), vec![Scope::Events], made_at).unwrap()]);
        let other = tokens.clone();
        assert!(other.find(secret.reveal()).is_some_and(|found| found.allows(Scope::Events)));
        assert!(other.find("trj_").is_none() && other.find("").is_none());
        tokens.replace([]);
        assert!(other.find(secret.reveal()).is_none());
    }
}
