//! What the settings page changes besides people.

use tiraj_model::{Site, Token};
use tiraj_people::By;

/// The registers of the node. The program keeps them in files, and notes in the audit log who changed what.
pub trait Registers: Send + Sync + 'static {
    /// Adds a token.
    ///
    /// # Errors
    /// Here and below: in words, when it cannot be done.
    fn add_token(&self, token: Token, by: &By) -> Result<(), String>;

    /// Revokes a token.
    fn revoke_token(&self, name: &str, by: &By) -> Result<(), String>;

    /// Gives a site other settings.
    fn put_site(&self, site: Site, by: &By) -> Result<(), String>;
}
