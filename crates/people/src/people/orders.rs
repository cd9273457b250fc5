//! Orders: each is checked against what its giver owns, carried out whole, and noted.

use tiraj_model::{Role, SiteName, TokenDigest};

use super::People;
use crate::audit::{Act, Actor, By};
use crate::order::Told;
use crate::person::Invitation;
use crate::share_link::MOST as MOST_LINKS;
use crate::{Done, Email, Order, PasswordHash, PeopleError, Person, ShareLink};

/// The most people.
const MOST_PEOPLE: usize = 2_000;

/// The longest name of a link, in characters.
const LONGEST_LINK_NAME: usize = 100;

impl People {
    /// Carries out an order of somebody who may give it.
    ///
    /// # Errors
    /// When somebody may not, or it cannot be done, or the change cannot be kept.
    pub fn obey(&self, order: Order, by: &By) -> Result<Done, PeopleError> {
        let told = match order {
            Order::AddPerson { email, name, byline, role, sites, password } => {
                self.must_own(&by.who, &sites)?;
                let person = Person::new(email, &name, &byline, self.0.clock.now())?;
                self.add_person(person, (role, &sites), password)
            }
            Order::GiveRole { email, role, sites } => self.give_role(&email, (role, &sites), &by.who),
            Order::RemovePerson { email } => self.remove_person(&email, &by.who),
            Order::Invite { email } => self.invite(&email, &by.who),
            Order::SetPassword { email, password } => {
                self.must_decide_about(&by.who, &email)?;
                self.replace_password(&email, password)?;
                self.end_sessions_of(&email)?;
                Ok(Told::new(Act::PasswordSet, email.to_string()))
            }
            Order::EndSession { id } => self.end_session(&id, &by.who),
            Order::EndSessions { email } => {
                self.must_decide_about(&by.who, &email)?;
                self.end_sessions_of(&email)?;
                Ok(Told::new(Act::SessionsEnded, email.to_string()))
            }
            Order::MakeLink { site, name, password, until } => {
                let (secret, made_by) = (self.draw_secret(), by.who.person().cloned());
                let (digest, created_at) = (TokenDigest::of(secret.reveal()), self.0.clock.now());
                let link = ShareLink { digest, site, name, password, until, made_by, created_at };
                let told = self.make_link(link, &by.who);
                told.map(|told| told.with_secret(Some(secret.reveal().to_owned())))
            }
            Order::RevokeLink { id } => self.revoke_link(&id, &by.who),
        }?;
        self.note(by, told.act, &told.what);
        Ok(Done { secret: told.secret })
    }

    fn add_person(
        &self,
        mut person: Person,
        (role, sites): (Role, &[SiteName]),
        password: Option<PasswordHash>,
    ) -> Result<Told, PeopleError> {
        person.grant(role, sites);
        let secret = password.is_none().then(|| self.draw_secret());
        person.password = password;
        person.invitation = secret
            .as_ref()
            .map(|secret| Invitation::new(TokenDigest::of(secret.reveal()), self.0.clock.now()));
        let what = format!("{}: {}", person.email, role_in_words(role, sites));
        self.0.people.change(|people| {
            if people.iter().any(|known| known.email == person.email) {
                return Err(PeopleError::Known(person.email));
            }
            if people.len() >= MOST_PEOPLE {
                return Err(PeopleError::Full("2,000 people"));
            }
            people.push(person);
            Ok(())
        })?;
        Ok(Told::new(Act::PersonAdded, what).with_secret(secret.map(|secret| secret.reveal().to_owned())))
    }

    fn give_role(
        &self,
        email: &Email,
        (role, sites): (Role, &[SiteName]),
        who: &Actor,
    ) -> Result<Told, PeopleError> {
        self.must_own(who, sites)?;
        self.0.people.change(|people| {
            let at = place_of(people, email)?;
            let was_owner = people[at].owns_all();
            people[at].grant(role, sites);
            if was_owner && !people.iter().any(Person::owns_all) {
                return Err(PeopleError::LastOwner(email.clone()));
            }
            Ok(())
        })?;
        Ok(Told::new(Act::RoleGiven, format!("{email}: {}", role_in_words(role, sites))))
    }

    fn remove_person(&self, email: &Email, who: &Actor) -> Result<Told, PeopleError> {
        self.must_decide_about(who, email)?;
        self.0.people.change(|people| {
            let at = place_of(people, email)?;
            let removed = people.remove(at);
            // At the machine the last one may go, with which everything begins anew.
            let strands = removed.owns_all() && !people.iter().any(Person::owns_all);
            if strands && (*who != Actor::Machine || !people.is_empty()) {
                return Err(PeopleError::LastOwner(email.clone()));
            }
            Ok(())
        })?;
        self.end_sessions_of(email)?;
        Ok(Told::new(Act::PersonRemoved, email.to_string()))
    }

    fn invite(&self, email: &Email, who: &Actor) -> Result<Told, PeopleError> {
        self.must_decide_about(who, email)?;
        let secret = self.draw_secret();
        let invitation = Invitation::new(TokenDigest::of(secret.reveal()), self.0.clock.now());
        self.0.people.change(|people| {
            let at = place_of(people, email)?;
            people[at].invitation = Some(invitation);
            Ok(())
        })?;
        Ok(Told::new(Act::Invited, email.to_string()).with_secret(Some(secret.reveal().to_owned())))
    }

    fn end_session(&self, id: &str, who: &Actor) -> Result<Told, PeopleError> {
        let no_such = || PeopleError::NoSession(id.chars().take(12).collect());
        let session = self.sessions().into_iter().find(|session| session.id() == id).ok_or_else(no_such)?;
        if *who != Actor::Person(session.email.clone()) {
            self.must_decide_about(who, &session.email)?;
        }
        self.0.sessions.change(|sessions| {
            sessions.retain(|known| known.digest != session.digest);
            Ok(())
        })?;
        Ok(Told::new(Act::SessionEnded, format!("{} of {}", session.id(), session.email)))
    }

    fn make_link(&self, link: ShareLink, who: &Actor) -> Result<Told, PeopleError> {
        self.must_edit(who, &link.site)?;
        let name = link.name.trim().to_owned();
        if name.is_empty() || name.chars().count() > LONGEST_LINK_NAME || name.chars().any(char::is_control) {
            return Err(PeopleError::Name { most: LONGEST_LINK_NAME });
        }
        let link = ShareLink { name, ..link };
        let what = format!("{} “{}” to {}", link.id(), link.name, link.site);
        self.0.links.change(|links| {
            links.retain(|known| known.lasts(link.created_at));
            if links.len() >= MOST_LINKS {
                return Err(PeopleError::Full("1,000 share links"));
            }
            links.push(link);
            Ok(())
        })?;
        Ok(Told::new(Act::LinkMade, what))
    }

    fn revoke_link(&self, id: &str, who: &Actor) -> Result<Told, PeopleError> {
        let no_such = || PeopleError::NoLink(id.chars().take(12).collect());
        let link = self.links().into_iter().find(|link| link.id() == id).ok_or_else(no_such)?;
        self.must_edit(who, &link.site)?;
        self.0.links.change(|links| {
            links.retain(|known| known.digest != link.digest);
            Ok(())
        })?;
        Ok(Told::new(Act::LinkRevoked, format!("{} “{}” to {}", link.id(), link.name, link.site)))
    }

    /// Who decides about a person owns all that the person has a role on.
    fn must_decide_about(&self, who: &Actor, email: &Email) -> Result<(), PeopleError> {
        let person = self.find(email).ok_or_else(|| PeopleError::Unknown(email.clone()))?;
        self.must_own(who, &person.realm())
    }

    /// Who decides about sites owns them, or all where none is named.
    ///
    /// # Errors
    /// When somebody does not.
    pub fn must_own(&self, who: &Actor, sites: &[SiteName]) -> Result<(), PeopleError> {
        let owns = match who {
            Actor::Machine => true,
            Actor::Person(email) => self.find(email).is_some_and(|person| person.owns(sites)),
        };
        if owns { Ok(()) } else { Err(PeopleError::NotYours(sites.to_vec())) }
    }

    fn must_edit(&self, who: &Actor, site: &SiteName) -> Result<(), PeopleError> {
        let edits = match who {
            Actor::Machine => true,
            Actor::Person(email) => {
                let role = self.find(email).and_then(|person| person.role_on(site));
                matches!(role, Some(Role::Owner | Role::Editor))
            }
        };
        if edits { Ok(()) } else { Err(PeopleError::NotYours(vec![site.clone()])) }
    }
}

fn place_of(people: &[Person], email: &Email) -> Result<usize, PeopleError> {
    let at = people.iter().position(|person| person.email == *email);
    at.ok_or_else(|| PeopleError::Unknown(email.clone()))
}

fn role_in_words(role: Role, sites: &[SiteName]) -> String {
    match sites {
        [] => format!("{role} of all sites"),
        sites => format!("{role} of {}", sites.iter().map(SiteName::as_str).collect::<Vec<_>>().join(", ")),
    }
}
