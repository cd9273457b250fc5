//! Who may order what, and what becomes of it.

use jiff::SignedDuration;
use tiraj_model::Role;

use super::{Newsroom, email, names};
use crate::{Act, By, Order, PasswordHash, PeopleError};

const OWNER: &str = "owner@news.example";

/// All orders about `them@news.example`, a viewer of `news.example`, and about that site.
fn orders(sites: &[&str]) -> Vec<Order> {
    let (them, sites) = (email("them@news.example"), names(sites));
    vec![
        Order::AddPerson {
            email: email("new@news.example"),
            name: "New".into(),
            byline: String::new(),
            role: Role::Owner,
            sites: sites.clone(),
            password: None,
        },
        Order::GiveRole { email: them.clone(), role: Role::Editor, sites },
        Order::Invite { email: them.clone() },
        Order::SetPassword { email: them.clone(), password: PasswordHash::of_nobody() },
        Order::EndSessions { email: them.clone() },
        Order::RemovePerson { email: them },
    ]
}

fn newsroom() -> Newsroom {
    let newsroom = Newsroom::with_owner();
    newsroom.add("them@news.example", Role::Viewer, &["news.example"]);
    newsroom.add("site-owner@news.example", Role::Owner, &["news.example"]);
    newsroom.add("other-owner@news.example", Role::Owner, &["other.example"]);
    newsroom.add("editor@news.example", Role::Editor, &[]);
    newsroom
}

#[test]
fn only_owners_of_what_it_is_about_change_people() {
    for (who, sites, may) in [
        (OWNER, &["news.example"][..], true),
        (OWNER, &[], true),
        ("site-owner@news.example", &["news.example"], true),
        ("site-owner@news.example", &[], false),
        ("site-owner@news.example", &["news.example", "other.example"], false),
        ("other-owner@news.example", &["news.example"], false),
        ("editor@news.example", &["news.example"], false),
        ("them@news.example", &["news.example"], false),
        ("nobody@news.example", &["news.example"], false),
    ] {
        for order in orders(sites).into_iter().take(if sites == ["news.example"] { 6 } else { 2 }) {
            let shown = format!("{who} {sites:?} {order:?}");
            let outcome = newsroom().ordered_by(who, order);
            assert_eq!(outcome.is_ok(), may, "{shown}: {outcome:?}");
            assert!(may || matches!(outcome, Err(PeopleError::NotYours(_))), "{shown}");
        }
    }
}

#[test]
fn an_owner_of_a_site_cannot_get_at_who_has_more() {
    let newsroom = newsroom();
    for order in [
        Order::Invite { email: email(OWNER) },
        Order::SetPassword { email: email("editor@news.example"), password: PasswordHash::of_nobody() },
        Order::RemovePerson { email: email("other-owner@news.example") },
    ] {
        let outcome = newsroom.ordered_by("site-owner@news.example", order);
        assert!(matches!(outcome, Err(PeopleError::NotYours(_))), "{outcome:?}");
    }
}

#[test]
fn there_is_always_an_owner() {
    let newsroom = newsroom();
    let (remove, demote) = (
        || Order::RemovePerson { email: email(OWNER) },
        || Order::GiveRole { email: email(OWNER), role: Role::Viewer, sites: Vec::new() },
    );
    for order in [remove(), demote()] {
        assert!(matches!(newsroom.ordered_by(OWNER, order), Err(PeopleError::LastOwner(_))));
    }
    assert!(matches!(newsroom.people.obey(remove(), &By::machine()), Err(PeopleError::LastOwner(_))));
    newsroom.add("second@news.example", Role::Owner, &[]);
    newsroom.ordered_by(OWNER, demote()).unwrap();
    assert_eq!(newsroom.people.find(&email(OWNER)).unwrap().everywhere, Some(Role::Viewer));

    let alone = Newsroom::with_owner();
    alone.people.obey(remove(), &By::machine()).unwrap();
    assert!(alone.people.is_empty(), "at the machine one may begin anew");
}

#[test]
fn orders_are_noted_with_who_gave_them() {
    let newsroom = newsroom();
    let order = Order::GiveRole {
        email: email("them@news.example"),
        role: Role::Editor,
        sites: names(&["news.example"]),
    };
    newsroom.ordered_by("site-owner@news.example", order.clone()).unwrap();
    let line = (
        "site-owner@news.example".into(),
        Act::RoleGiven,
        "them@news.example: editor of news.example".into(),
    );
    assert_eq!(newsroom.last_line(), line);
    newsroom.ordered_by("editor@news.example", order).unwrap_err();
    assert_eq!(newsroom.last_line(), line, "what was refused was not done");
    assert_eq!(newsroom.people.audit(1)[0].from, Some("192.0.2.1".parse().unwrap()));
}

#[test]
fn people_are_known_once_and_their_sessions_go_with_them() {
    let newsroom = newsroom();
    let add = orders(&[]).remove(0);
    assert!(newsroom.ordered_by(OWNER, add.clone()).unwrap().secret.unwrap().starts_with("trj_"));
    assert!(matches!(newsroom.ordered_by(OWNER, add), Err(PeopleError::Known(_))));
    let session = newsroom.begin_session("them@news.example");
    newsroom.ordered_by(OWNER, Order::RemovePerson { email: email("them@news.example") }).unwrap();
    assert!(newsroom.people.session(&session).is_none());
    let again = newsroom.ordered_by(OWNER, Order::RemovePerson { email: email("them@news.example") });
    assert!(matches!(again, Err(PeopleError::Unknown(_))));
}

#[test]
fn links_are_made_by_editors_and_open_until_they_end() {
    let newsroom = newsroom();
    let until = "2026-11-24T10:00:00Z".parse().ok();
    let make = |password: Option<PasswordHash>| Order::MakeLink {
        site: names(&["news.example"]).remove(0),
        name: "Board".into(),
        password,
        until,
    };
    for (who, may) in
        [("editor@news.example", true), ("site-owner@news.example", true), ("them@news.example", false)]
    {
        assert_eq!(newsroom.ordered_by(who, make(None)).is_ok(), may, "{who}");
    }
    let secret = newsroom.ordered_by(OWNER, make(Some(PasswordHash::of_nobody()))).unwrap().secret.unwrap();
    let link = newsroom.people.link(&secret).unwrap();
    let other = crate::ShareLink { password: None, ..link.clone() };
    assert_ne!(link.proof(&secret), other.proof(&secret), "another password is another proof");
    newsroom.clock.turn(SignedDuration::from_hours(24));
    assert!(newsroom.people.link(&secret).is_none());
    newsroom.people.sweep();
    assert!(newsroom.people.links().is_empty());
    let revoke = newsroom.ordered_by(OWNER, Order::RevokeLink { id: link.id() });
    assert!(matches!(revoke, Err(PeopleError::NoLink(_))));
}
