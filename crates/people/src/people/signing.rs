//! Signing in and out.

use std::sync::Arc;

use tiraj_model::{TokenDigest, TokenSecret};

use super::People;
use crate::audit::{Act, By};
use crate::session::MOST;
use crate::{Email, PasswordHash, PeopleError, Person, Session};

impl People {
    /// The hash that a password must have been made from; where nobody has the name, or no password, one that no
    /// password has, so that both take as long.
    #[must_use]
    pub fn hash_to_compare(&self, email: &Email) -> PasswordHash {
        self.find(email).and_then(|person| person.password).unwrap_or_else(PasswordHash::of_nobody)
    }

    /// Begins a session of a person whose password was right, and gives its secret.
    ///
    /// # Errors
    /// When the person is gone, or the session cannot be kept.
    pub fn begin_session(&self, email: &Email, device: &str, by: &By) -> Result<TokenSecret, PeopleError> {
        self.find(email).ok_or_else(|| PeopleError::Unknown(email.clone()))?;
        let (secret, now) = (self.draw_secret(), self.0.clock.now());
        let session = Session {
            digest: TokenDigest::of(secret.reveal()),
            email: email.clone(),
            device: device.to_owned(),
            created_at: now,
            used_at: now,
        };
        self.0.sessions.change(|sessions| {
            sessions.retain(|session| session.lasts(now));
            make_room(sessions, email);
            sessions.push(session);
            Ok(())
        })?;
        self.note(by, Act::SignedIn, "");
        Ok(secret)
    }

    /// The session whose secret is shown, and whose it is, if it lasts.
    #[must_use]
    pub fn session(&self, shown: &str) -> Option<(Arc<Person>, Session)> {
        let (digest, now) = (TokenDigest::of(shown), self.0.clock.now());
        let all = self.0.sessions.all();
        let session = all.iter().find(|session| session.digest == digest && session.lasts(now))?;
        Some((Arc::new(self.find(&session.email)?), session.clone()))
    }

    /// Writes down that a session is in use, which has it last longer.
    ///
    /// # Errors
    /// When that cannot be kept.
    pub fn use_session(&self, session: &Session) -> Result<(), PeopleError> {
        let now = self.0.clock.now();
        self.0.sessions.change(|sessions| {
            let used = sessions.iter_mut().find(|known| known.digest == session.digest);
            if let Some(used) = used {
                used.used_at = used.used_at.max(now);
            }
            Ok(())
        })
    }

    /// Ends the session whose secret is shown; one that is over already is left so.
    ///
    /// # Errors
    /// When that cannot be kept.
    pub fn sign_out(&self, shown: &str, by: &By) -> Result<(), PeopleError> {
        let digest = TokenDigest::of(shown);
        self.0.sessions.change(|sessions| {
            sessions.retain(|session| session.digest != digest);
            Ok(())
        })?;
        self.note(by, Act::SignedOut, "");
        Ok(())
    }

    /// Gives a person a password who has shown the former one. All other sessions end.
    ///
    /// # Errors
    /// When the person is gone, or the change cannot be kept.
    pub fn change_password(
        &self,
        email: &Email,
        password: PasswordHash,
        shown: &str,
        by: &By,
    ) -> Result<(), PeopleError> {
        self.replace_password(email, password)?;
        let own = TokenDigest::of(shown);
        self.0.sessions.change(|sessions| {
            sessions.retain(|session| session.email != *email || session.digest == own);
            Ok(())
        })?;
        self.note(by, Act::PasswordSet, email.as_str());
        Ok(())
    }

    pub(super) fn replace_password(&self, email: &Email, password: PasswordHash) -> Result<(), PeopleError> {
        self.0.people.change(|people| {
            let person = people.iter_mut().find(|person| person.email == *email);
            let person = person.ok_or_else(|| PeopleError::Unknown(email.clone()))?;
            (person.password, person.invitation) = (Some(password), None);
            Ok(())
        })
    }

    pub(super) fn end_sessions_of(&self, email: &Email) -> Result<(), PeopleError> {
        self.0.sessions.change(|sessions| {
            sessions.retain(|session| session.email != *email);
            Ok(())
        })
    }
}

/// Ends the sessions of a person that were used least recently, so that there is room for one more.
fn make_room(sessions: &mut Vec<Session>, email: &Email) {
    let mut own: Vec<_> =
        sessions.iter().filter(|session| session.email == *email).map(|s| (s.used_at, s.digest)).collect();
    own.sort_unstable();
    let too_many = (own.len() + 1).saturating_sub(MOST);
    sessions.retain(|session| own[..too_many].iter().all(|(_, digest)| *digest != session.digest));
}
