//! The register of tokens on disk, readable by its owner alone, and its shared table in memory.

use std::path::Path;

use anyhow::{bail, ensure};
use tiraj_model::{Token, Tokens};

use crate::list_file::ListFile;

/// The register. Its table is what the collector looks tokens up in.
#[derive(Debug)]
pub(crate) struct TokensFile {
    file: ListFile,
    tokens: Tokens,
}

impl TokensFile {
    /// Reads the register; a folder without one has no tokens.
    pub(crate) fn open(path: &Path) -> anyhow::Result<Self> {
        let (file, tokens) = ListFile::open(path, "mend it, or remove it and make the tokens anew")?;
        Ok(Self { file, tokens: Tokens::new(tokens) })
    }

    /// The table, which follows every change.
    pub(crate) fn tokens(&self) -> Tokens {
        self.tokens.clone()
    }

    /// Adds a token under a name that no other has.
    pub(crate) fn add(&self, token: Token) -> anyhow::Result<()> {
        self.change(|tokens| {
            ensure!(
                tokens.iter().all(|known| known.name != token.name),
                "there is a token `{}` already; revoke it first, or choose another name",
                token.name
            );
            tokens.push(token);
            Ok(())
        })
    }

    /// Takes a token off the register; who shows it from now on is refused.
    pub(crate) fn revoke(&self, name: &str) -> anyhow::Result<()> {
        self.change(|tokens| {
            let count = tokens.len();
            tokens.retain(|token| token.name != name);
            if tokens.len() == count {
                bail!("there is no token `{name}`; `tiraj token list` shows those there are");
            }
            Ok(())
        })
    }

    fn change(&self, act: impl FnOnce(&mut Vec<Token>) -> anyhow::Result<()>) -> anyhow::Result<()> {
        self.file.change(|| self.tokens.all(), act, |tokens| self.tokens.replace(tokens))
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use tiraj_model::{Scope, TokenSecret};

    use super::*;

    fn token(name: &str, byte: u8) -> Token {
        let secret = TokenSecret::from_bytes(&[byte; 32]);
        Token::new(name, &secret, Vec::new(), vec![Scope::Events], jiff::Timestamp::UNIX_EPOCH).unwrap()
    }

    #[test]
    fn the_register_survives_and_the_table_follows() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("tokens.json");
        let file = TokensFile::open(&path).unwrap();
        let table = file.tokens();
        file.add(token("cms", 1)).unwrap();
        assert_eq!(table.all(), [token("cms", 1)]);
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        let again = TokensFile::open(&path).unwrap();
        assert!(again.add(token("cms", 2)).is_err(), "a name is given once");
        again.revoke("cms").unwrap();
        assert!(again.revoke("cms").unwrap_err().to_string().contains("tiraj token list"));
        assert_eq!(TokensFile::open(&path).unwrap().tokens().all(), []);
    }
}
