//! Every right for every kind of visitor, as one table.

use std::sync::Arc;

use jiff::Timestamp;
use tiraj_model::{Role, Scope, Site, SiteName, Token, TokenDigest, TokenSecret};

use crate::{Leave, Person, Right, ShareLink, Visitor};

/// One column for each right, in this order.
const RIGHTS: [Right; 11] = [
    Right::Open,
    Right::SignedIn,
    Right::Page,
    Right::ArticlePage,
    Right::Stats,
    Right::Lookup,
    Right::Describe,
    Right::OwnPieces,
    Right::Links,
    Right::Own,
    Right::Administer,
];

/// What each has on `news.example`: `y` has it, `o` of own pieces, `s` may sign in, `-` has it not.
const TABLE: &[(&str, &str)] = &[
    ("nobody", "yssssssssss"),
    ("owner", "yyyyyy-yyyy"),
    ("owner of news.example", "yyyyyy-yyy-"),
    ("editor", "yyyyyy-yy--"),
    ("editor of news.example", "yyyyyy-yy--"),
    ("viewer", "yyyyyy-y---"),
    ("viewer of news.example", "yyyyyy-y---"),
    ("author", "yy-o-o-y---"),
    ("author of news.example", "yy-o-o-y---"),
    ("owner of other.example", "yy-------y-"),
    ("editor of other.example", "yy---------"),
    ("author of other.example", "yy---------"),
    ("stats", "y-yyyy-----"),
    ("articles", "y----yy----"),
    ("events", "y----------"),
    ("stats of news.example", "y-yyyy-----"),
    ("stats of other.example", "y----------"),
    ("guest of news.example", "ysyysssssss"),
    ("guest of other.example", "yssssssssss"),
    ("unguarded", "y-yyyy-----"),
];

fn site() -> Site {
    Site::new(name("news.example"), "UTC").unwrap()
}

fn name(text: &str) -> SiteName {
    text.parse().unwrap()
}

/// The visitor of a line: a role or a scope, and of which site.
fn visitor(line: &str) -> Visitor {
    let (what, sites) =
        line.split_once(" of ").map_or((line, Vec::new()), |(what, site)| (what, vec![name(site)]));
    let mut visitor = Visitor { unguarded: what == "unguarded", ..Visitor::default() };
    if let Ok(role) = what.parse::<Role>() {
        let mut person = Person::new("a@b".parse().unwrap(), "A", "", Timestamp::UNIX_EPOCH).unwrap();
        person.grant(role, &sites);
        visitor.person = Some(Arc::new(person));
    } else if let Ok(scope) = what.parse::<Scope>() {
        let secret = TokenSecret::from_bytes(&[1; 32]);
        let token = Token::new("t", &secret, sites, vec![scope], Timestamp::UNIX_EPOCH);
        visitor.token = Some(Arc::new(token.unwrap()));
    } else if what == "guest" {
        visitor.guest = Some(Arc::new(ShareLink {
            digest: TokenDigest::of(""),
            site: sites[0].clone(),
            name: "Board".into(),
            password: None,
            until: None,
            made_by: None,
            created_at: Timestamp::UNIX_EPOCH,
        }));
    }
    visitor
}

fn rights(visitor: &Visitor, site: &Site) -> String {
    let mark = |right: Right| match right.of(visitor, Some(site)) {
        Leave::Yes => 'y',
        Leave::OfOwnPiece => 'o',
        Leave::SignIn => 's',
        Leave::No => '-',
    };
    RIGHTS.into_iter().map(mark).collect()
}

#[test]
fn everybody_has_the_rights_of_the_table_and_no_others() {
    for (who, expected) in TABLE {
        assert_eq!(rights(&visitor(who), &site()), *expected, "{who}");
    }
}

#[test]
fn a_public_site_shows_its_pages_to_everybody() {
    let public = Site { public: true, ..site() };
    for (who, expected) in TABLE {
        let expected: String = expected
            .char_indices()
            .map(
                |(index, mark)| {
                    if matches!(RIGHTS[index], Right::Page | Right::ArticlePage) { 'y' } else { mark }
                },
            )
            .collect();
        assert_eq!(rights(&visitor(who), &public), expected, "{who}");
    }
}

#[test]
fn without_a_site_only_who_belongs_here_goes_on() {
    for (who, leave) in [
        ("nobody", Leave::SignIn),
        ("viewer of other.example", Leave::Yes),
        ("guest of news.example", Leave::SignIn),
    ] {
        assert_eq!(Right::Page.of(&visitor(who), None), leave, "{who}");
    }
    assert_eq!(Right::Links.of(&visitor("editor of other.example"), None), Leave::Yes);
    assert_eq!(Right::Links.of(&visitor("viewer"), None), Leave::No);
}

#[test]
fn one_sees_the_sites_on_which_one_has_a_role() {
    for (who, sees) in [
        ("nobody", false),
        ("author of news.example", true),
        ("owner of other.example", false),
        ("guest of news.example", true),
        ("articles of news.example", true),
        ("events of news.example", false),
    ] {
        assert_eq!(visitor(who).sees(&site()), sees, "{who}");
    }
}
