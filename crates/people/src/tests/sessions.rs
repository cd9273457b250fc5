//! Sessions begin, slide, and end.

use std::sync::atomic::Ordering;

use jiff::SignedDuration;
use tiraj_model::Role;

use super::{Newsroom, by, email};
use crate::{Act, Order, PasswordHash, PeopleError};

const OWNER: &str = "owner@news.example";

#[test]
fn a_session_lasts_while_it_is_used_and_no_longer() {
    let newsroom = Newsroom::with_owner();
    let secret = newsroom.begin_session(OWNER);
    for _ in 0..5 {
        newsroom.clock.turn(SignedDuration::from_hours(10 * 24));
        let (person, session) = newsroom.people.session(&secret).unwrap();
        assert_eq!(person.email, email(OWNER));
        newsroom.people.use_session(&session).unwrap();
    }
    newsroom.clock.turn(SignedDuration::from_hours(10 * 24));
    assert!(newsroom.people.session(&secret).is_none(), "sixty days are the most");
    let idle = newsroom.begin_session(OWNER);
    newsroom.clock.turn(SignedDuration::from_hours(14 * 24));
    assert!(newsroom.people.session(&idle).is_none());
    newsroom.people.sweep();
    assert!(newsroom.people.sessions().is_empty());
}

#[test]
fn signing_out_and_a_new_password_end_sessions() {
    let newsroom = Newsroom::with_owner();
    let people = &newsroom.people;
    let (one, two, three) =
        (newsroom.begin_session(OWNER), newsroom.begin_session(OWNER), newsroom.begin_session(OWNER));
    people.sign_out(&one, &by(OWNER)).unwrap();
    assert_eq!(newsroom.last_line().1, Act::SignedOut);
    assert!(people.session(&one).is_none() && people.session(&two).is_some());
    people.change_password(&email(OWNER), PasswordHash::of_nobody(), &two, &by(OWNER)).unwrap();
    assert!(people.session(&two).is_some() && people.session(&three).is_none());
    for shown in ["", "trj_", &two[1..]] {
        assert!(people.session(shown).is_none(), "{shown}");
    }
}

#[test]
fn one_person_has_a_bounded_number() {
    let newsroom = Newsroom::with_owner();
    let first = newsroom.begin_session(OWNER);
    for _ in 0..25 {
        newsroom.clock.turn(SignedDuration::from_secs(1));
        newsroom.begin_session(OWNER);
    }
    assert_eq!(newsroom.people.sessions().len(), 20);
    assert!(newsroom.people.session(&first).is_none(), "the oldest goes first");
}

#[test]
fn sessions_are_ended_by_their_person_and_by_owners() {
    let newsroom = Newsroom::with_owner();
    newsroom.add("a@news.example", Role::Viewer, &["news.example"]);
    newsroom.add("b@news.example", Role::Editor, &["news.example"]);
    newsroom.add("site-owner@news.example", Role::Owner, &["news.example"]);
    let end_newest = |address: &str| {
        newsroom.begin_session("a@news.example");
        let of_a = |session: &&crate::Session| session.email == email("a@news.example");
        let id = newsroom.people.sessions().iter().find(of_a).unwrap().id();
        newsroom.ordered_by(address, Order::EndSession { id })
    };
    for address in ["a@news.example", "site-owner@news.example", OWNER] {
        assert!(end_newest(address).is_ok(), "{address}");
    }
    assert!(newsroom.people.sessions().is_empty());
    assert!(matches!(end_newest("b@news.example"), Err(PeopleError::NotYours(_))));
    let unknown = newsroom.ordered_by(OWNER, Order::EndSession { id: "none".into() });
    assert!(matches!(unknown, Err(PeopleError::NoSession(_))));
}

#[test]
fn what_cannot_be_kept_does_not_hold() {
    let newsroom = Newsroom::with_owner();
    let secret = newsroom.begin_session(OWNER);
    newsroom.shelf.is_broken.store(true, Ordering::Relaxed);
    assert!(newsroom.people.begin_session(&email(OWNER), "", &by(OWNER)).is_err());
    let signed_out = newsroom.people.sign_out(&secret, &by(OWNER));
    assert!(signed_out.unwrap_err().to_string().contains("the disk is full"));
    assert!(newsroom.people.session(&secret).is_some(), "it would be back after a restart");
}
