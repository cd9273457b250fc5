//! The first owner, and all who are invited.

use jiff::SignedDuration;
use tiraj_model::Role;

use super::{Newsroom, by, email};
use crate::{Act, By, Invited, Order, PasswordHash, PeopleError};

fn hash(salt: u8) -> PasswordHash {
    PasswordHash::of("correct horse battery", &[salt; 16]).unwrap()
}

#[expect(clippy::needless_pass_by_value, reason = "it is given to those who hand over an address")]
fn from(address: crate::Email) -> By {
    by(address.as_str())
}

#[test]
fn the_first_owner_comes_in_once() {
    let newsroom = Newsroom::empty();
    let people = &newsroom.people;
    let stale = people.draw_set_up().unwrap();
    let secret = people.draw_set_up().unwrap();
    assert!(matches!(people.invited(stale.reveal()), Err(PeopleError::Spent)), "only the last one is good");
    assert_eq!(people.invited(secret.reveal()).unwrap(), Invited::FirstOwner);
    let come = |name| people.take_over(secret.reveal(), (email("o@news.example"), name), hash(1), from);
    assert!(matches!(come(""), Err(PeopleError::Name { .. })), "what was wrong may be tried again");
    assert!(come("Aygün").unwrap().owns_all());
    assert!(matches!(come("Aygün"), Err(PeopleError::Spent)));
    assert!(matches!(people.invited(secret.reveal()), Err(PeopleError::Spent)));
    assert!(people.draw_set_up().is_none());
    assert_eq!(newsroom.last_line(), ("o@news.example".into(), Act::SetUp, String::new()));
}

#[test]
fn somebody_who_was_added_meanwhile_ends_the_set_up() {
    let newsroom = Newsroom::empty();
    let secret = newsroom.people.draw_set_up().unwrap();
    newsroom.add("owner@news.example", Role::Owner, &[]);
    let come = newsroom.people.take_over(secret.reveal(), (email("x@y"), "X"), hash(1), from);
    assert!(matches!(come, Err(PeopleError::Spent)));
    assert_eq!(newsroom.people.all().len(), 1);
}

#[test]
fn who_is_invited_chooses_a_password_once_within_a_week() {
    let newsroom = Newsroom::with_owner();
    let people = &newsroom.people;
    let invite = |address: &str| {
        let order = Order::Invite { email: email(address) };
        newsroom.ordered_by("owner@news.example", order).unwrap().secret.unwrap()
    };
    newsroom.add("viewer@news.example", Role::Viewer, &[]);
    let session = newsroom.begin_session("viewer@news.example");
    let replaced = invite("viewer@news.example");
    let secret = invite("viewer@news.example");
    assert!(matches!(people.invited(&replaced), Err(PeopleError::Spent)));
    assert!(people.session(&session).is_some(), "an invitation alone changes nothing");
    people.accept(&secret, hash(2), from).unwrap();
    assert_eq!(people.hash_to_compare(&email("viewer@news.example")), hash(2));
    assert!(people.session(&session).is_none(), "a new password ends the sessions of the old");
    assert!(matches!(people.accept(&secret, hash(3), from), Err(PeopleError::Spent)));

    let late = invite("viewer@news.example");
    newsroom.clock.turn(SignedDuration::from_hours(7 * 24));
    assert!(matches!(people.invited(&late), Err(PeopleError::Spent)));
}
