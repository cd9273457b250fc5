//! How people come in: the first owner by the address that the program prints, all others by one that an owner gives them.

use std::sync::PoisonError;

use tiraj_model::{Role, TokenDigest, TokenSecret};

use super::People;
use crate::audit::{Act, By};
use crate::{Email, PasswordHash, PeopleError, Person};

/// Who may come in by an address for one use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Invited {
    /// Whoever takes the place first.
    FirstOwner,
    /// This person, to choose a password.
    Person(Person),
}

impl People {
    /// Draws the secret by which the first owner comes in; none where there are people. One that was drawn before is
    /// no longer good.
    #[must_use]
    pub fn draw_set_up(&self) -> Option<TokenSecret> {
        if !self.is_empty() {
            return None;
        }
        let secret = self.draw_secret();
        let mut set_up = self.0.set_up.lock().unwrap_or_else(PoisonError::into_inner);
        *set_up = Some(TokenDigest::of(secret.reveal()));
        Some(secret)
    }

    /// Whom the secret of an address for one use lets in.
    ///
    /// # Errors
    /// When it was used, replaced, or is too old.
    pub fn invited(&self, shown: &str) -> Result<Invited, PeopleError> {
        let (digest, now) = (TokenDigest::of(shown), self.0.clock.now());
        if self.is_set_up(digest) {
            return Ok(Invited::FirstOwner);
        }
        let is_meant = |person: &&Person| {
            person.invitation.as_ref().is_some_and(|known| known.digest == digest && now < known.until)
        };
        let person = self.0.people.all().iter().find(is_meant).cloned();
        person.map(Invited::Person).ok_or(PeopleError::Spent)
    }

    /// Makes the first owner. The secret is good for nothing from then on.
    ///
    /// # Errors
    /// When it was good for nothing before, or the change cannot be kept.
    pub fn take_over(
        &self,
        shown: &str,
        (email, name): (Email, &str),
        password: PasswordHash,
        by: impl FnOnce(Email) -> By,
    ) -> Result<Person, PeopleError> {
        let digest = TokenDigest::of(shown);
        let mut owner = Person::new(email, name, "", self.0.clock.now())?;
        owner.grant(Role::Owner, &[]);
        owner.password = Some(password);
        self.0.people.change(|people| {
            if !self.is_set_up(digest) || !people.is_empty() {
                return Err(PeopleError::Spent);
            }
            people.push(owner.clone());
            Ok(())
        })?;
        *self.0.set_up.lock().unwrap_or_else(PoisonError::into_inner) = None;
        self.note(&by(owner.email.clone()), Act::SetUp, "");
        Ok(owner)
    }

    /// Gives a person the password that came with an address for one use, and ends all sessions.
    ///
    /// # Errors
    /// When the address was used meanwhile, or the change cannot be kept.
    pub fn accept(
        &self,
        shown: &str,
        password: PasswordHash,
        by: impl FnOnce(Email) -> By,
    ) -> Result<Person, PeopleError> {
        let Invited::Person(invited) = self.invited(shown)? else { return Err(PeopleError::Spent) };
        let person = self.0.people.change(|people| {
            let meant = people
                .iter_mut()
                .find(|person| person.email == invited.email && person.invitation == invited.invitation);
            let person = meant.ok_or(PeopleError::Spent)?;
            (person.invitation, person.password) = (None, Some(password));
            Ok(person.clone())
        })?;
        self.end_sessions_of(&person.email)?;
        self.note(&by(person.email.clone()), Act::PasswordSet, person.email.as_str());
        Ok(person)
    }

    fn is_set_up(&self, digest: TokenDigest) -> bool {
        let set_up = self.0.set_up.lock().unwrap_or_else(PoisonError::into_inner);
        self.is_empty() && *set_up == Some(digest)
    }
}
