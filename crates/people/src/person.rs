//! A person of the newsroom: name, roles, password.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use tiraj_model::{Role, SiteName, TokenDigest};

use crate::{Email, PasswordHash, PeopleError};

/// The longest name, in characters.
const LONGEST_NAME: usize = 100;

/// For how long an address for one use is good.
const INVITED_FOR: SignedDuration = SignedDuration::from_hours(7 * 24);

/// A person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// By what the person signs in.
    pub email: Email,
    /// What the others call the person.
    pub name: String,
    /// How author lines name the person, where not by `name`.
    #[serde(default)]
    pub byline: String,
    /// The role on all sites that `sites` does not name.
    #[serde(default)]
    pub everywhere: Option<Role>,
    /// The roles on single sites, which go before the one everywhere.
    #[serde(default)]
    pub sites: BTreeMap<SiteName, Role>,
    /// The password; none until the person has chosen one.
    #[serde(default)]
    pub password: Option<PasswordHash>,
    /// An address by which the person may choose a password, once.
    #[serde(default)]
    pub invitation: Option<Invitation>,
    /// When the person was added.
    pub created_at: Timestamp,
}

/// An address for one use.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invitation {
    /// By what it is recognised.
    pub digest: TokenDigest,
    /// Until when it is good.
    pub until: Timestamp,
}

impl Invitation {
    /// One that is good from now on for a week.
    pub(crate) fn new(digest: TokenDigest, now: Timestamp) -> Self {
        Self { digest, until: now + INVITED_FOR }
    }
}

impl Person {
    /// A person without roles and password.
    ///
    /// # Errors
    /// When a name is empty or too long.
    pub fn new(email: Email, name: &str, byline: &str, now: Timestamp) -> Result<Self, PeopleError> {
        let (name, byline) = (clean(name), clean(byline));
        if name.is_empty() || name.chars().count() > LONGEST_NAME || byline.chars().count() > LONGEST_NAME {
            return Err(PeopleError::Name { most: LONGEST_NAME });
        }
        Ok(Self {
            email,
            name,
            byline,
            everywhere: None,
            sites: BTreeMap::new(),
            password: None,
            invitation: None,
            created_at: now,
        })
    }

    /// The role on a site.
    #[must_use]
    pub fn role_on(&self, site: &SiteName) -> Option<Role> {
        self.sites.get(site).copied().or(self.everywhere)
    }

    /// Gives a role on some sites, or everywhere where none is named; what was said of single sites then goes.
    pub(crate) fn grant(&mut self, role: Role, sites: &[SiteName]) {
        if sites.is_empty() {
            self.everywhere = Some(role);
            self.sites.clear();
        }
        self.sites.extend(sites.iter().map(|site| (site.clone(), role)));
    }

    /// Whether the person owns all sites, those to come as well.
    #[must_use]
    pub fn owns_all(&self) -> bool {
        self.everywhere == Some(Role::Owner)
    }

    /// Whether the person owns these sites, or all where none is named.
    #[must_use]
    pub fn owns(&self, sites: &[SiteName]) -> bool {
        if sites.is_empty() {
            return self.owns_all();
        }
        sites.iter().all(|site| self.role_on(site) == Some(Role::Owner))
    }

    /// Whether the person owns any site.
    #[must_use]
    pub fn owns_any(&self) -> bool {
        self.owns_all() || self.sites.values().any(|role| *role == Role::Owner)
    }

    /// The sites that somebody must own who decides about this person; none are all.
    #[must_use]
    pub fn realm(&self) -> Vec<SiteName> {
        if self.everywhere.is_some() { Vec::new() } else { self.sites.keys().cloned().collect() }
    }

    /// Whether an author line names the person.
    #[must_use]
    pub fn wrote(&self, authors: &[impl AsRef<str>]) -> bool {
        let own = fold(self.author_name());
        authors.iter().any(|author| fold(author.as_ref()) == own)
    }

    /// How author lines name the person.
    #[must_use]
    pub fn author_name(&self) -> &str {
        if self.byline.is_empty() { &self.name } else { &self.byline }
    }
}

/// A name without what cannot be seen.
fn clean(name: &str) -> String {
    name.split(char::is_whitespace)
        .map(|word| word.chars().filter(|c| !c.is_control()).collect::<String>())
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// A name as it is compared: in lower case, with single spaces.
fn fold(name: &str) -> String {
    clean(name).to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn person(name: &str, byline: &str) -> Person {
        Person::new("a@news.example".parse().unwrap(), name, byline, Timestamp::UNIX_EPOCH).unwrap()
    }

    #[test]
    fn the_role_of_a_site_goes_before_the_one_everywhere() {
        let (news, other): (SiteName, SiteName) =
            ("news.example".parse().unwrap(), "other.example".parse().unwrap());
        let mut somebody = person("Aygün", "");
        assert_eq!(somebody.role_on(&news), None);
        somebody.grant(Role::Viewer, &[]);
        somebody.grant(Role::Owner, std::slice::from_ref(&news));
        assert_eq!(
            (somebody.role_on(&news), somebody.role_on(&other)),
            (Some(Role::Owner), Some(Role::Viewer))
        );
        assert!(somebody.owns(std::slice::from_ref(&news)) && somebody.owns_any());
        assert!(!somebody.owns(&[]) && !somebody.owns(&[news, other.clone()]));
        somebody.grant(Role::Owner, &[]);
        assert!(somebody.owns(&[other]) && somebody.owns_all() && somebody.sites.is_empty());
    }

    #[test]
    fn an_author_line_names_a_person_however_it_is_spaced_and_capitalised() {
        let author = person("Aygün M.", "Aygün  Məmmədova");
        assert!(author.wrote(&["R. Quliyev", " AYGÜN MƏMMƏDOVA "]));
        for others in [&["Aygün M."][..], &["Aygün Məmmədova-Əliyeva"], &["Məmmədova"], &[""], &[]] {
            assert!(!author.wrote(others), "{others:?}");
        }
        assert!(person("R. Quliyev", "").wrote(&["R. Quliyev"]));
    }

    #[test]
    fn names_are_there_and_short() {
        let new = |name: &str| Person::new("a@b".parse().unwrap(), name, "", Timestamp::UNIX_EPOCH);
        assert!(new(" \u{7} ").is_err() && new(&"a".repeat(101)).is_err());
        assert_eq!(new(" A \n B\u{0} ").unwrap().name, "A B");
    }
}
