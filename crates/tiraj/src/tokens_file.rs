//! The register of tokens on disk, readable by its owner alone, and its shared table in memory.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use anyhow::{Context, bail, ensure};
use tiraj_model::{Token, Tokens};

use crate::data_folder::write_privately;

/// The register. Its table is what the collector looks tokens up in.
#[derive(Debug)]
pub(crate) struct TokensFile {
    path: PathBuf,
    tokens: Tokens,
    /// Held from reading the table to replacing it, so that of two changes at once none is lost.
    changing: Mutex<()>,
}

impl TokensFile {
    /// Reads the register; a folder without one has no tokens.
    pub(crate) fn open(path: &Path) -> anyhow::Result<Self> {
        let tokens: Vec<Token> = match std::fs::read(path) {
            Ok(bytes) => serde_json::from_slice(&bytes).with_context(|| {
                format!("{} is not readable; mend it, or remove it and make the tokens anew", path.display())
            })?,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Vec::new(),
            Err(error) => return Err(error).with_context(|| format!("cannot read {}", path.display())),
        };
        Ok(Self { path: path.to_owned(), tokens: Tokens::new(tokens), changing: Mutex::default() })
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

    /// The table follows only after the file is durable.
    fn change(&self, act: impl FnOnce(&mut Vec<Token>) -> anyhow::Result<()>) -> anyhow::Result<()> {
        let _changing = self.changing.lock().unwrap_or_else(PoisonError::into_inner);
        let mut tokens = self.tokens.all();
        act(&mut tokens)?;
        write_privately(&self.path, &serde_json::to_vec_pretty(&tokens)?)?;
        self.tokens.replace(tokens);
        Ok(())
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

    #[test]
    fn of_changes_at_once_none_is_lost() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("tokens.json");
        let file = TokensFile::open(&path).unwrap();
        std::thread::scope(|scope| {
            for byte in 0..8 {
                let file = &file;
                scope.spawn(move || file.add(token(&format!("t{byte}"), byte)).unwrap());
            }
        });
        assert_eq!(TokensFile::open(&path).unwrap().tokens().all().len(), 8);
    }

    #[test]
    fn a_broken_register_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("tokens.json");
        std::fs::write(&path, "[{}]").unwrap();
        assert!(TokensFile::open(&path).unwrap_err().to_string().contains("tokens.json"));
    }
}
