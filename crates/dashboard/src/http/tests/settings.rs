//! The settings page.

use http::StatusCode;
use tiraj_model::Role;
use tiraj_testkit::site;

use super::desk::{PASSWORD, open, send, sign_in};
use super::{away, dashboard, text};
use crate::router;

#[tokio::test]
async fn an_owner_adds_somebody_who_then_comes_in() {
    let dashboard = dashboard(&away(), [site()]);
    let people = dashboard.people.clone();
    let owner = sign_in(&people, "owner@news.example", Role::Owner, &[]);
    let pages = router(dashboard);
    let fields = [
        ("email", "new@news.example"),
        ("name", "<b>New</b>"),
        ("byline", ""),
        ("role", "editor"),
        ("site", "news.example"),
    ];
    let added = send(&pages, "/settings/people/add", &owner, &fields).await;
    assert!(
        added.body.contains("&#60;b&#62;New&#60;/b&#62;") && !added.body.contains("<b>New"),
        "names are text"
    );
    let address = added.body.split("http://localhost").nth(1).unwrap().split('<').next().unwrap();
    assert!(text(&added.body).contains("editor of news.example"));

    let welcome = open(&pages, address, "").await;
    let token = address.split('=').nth(1).unwrap();
    let joined =
        send(&pages, "/welcome", &welcome.cookie(), &[("token", token), ("password", "another long one")])
            .await;
    assert_eq!((joined.status, joined.location()), (StatusCode::SEE_OTHER, "/"));
    let editor = joined.cookie();
    assert!(open(&pages, "/settings/links", &editor).await.status.is_success());
    assert_eq!(open(&pages, "/settings/people", &editor).await.status, StatusCode::FORBIDDEN);

    let made =
        send(&pages, "/settings/links/make", &editor, &[("name", "Board"), ("site", "news.example")]).await;
    assert!(made.body.contains("http://localhost/s/trj_"), "{}", made.body);
    let removed = send(&pages, "/settings/people/remove", &owner, &[("email", "new@news.example")]).await;
    assert!(removed.body.contains("is removed"));
    assert_eq!(open(&pages, "/settings", &editor).await.status, StatusCode::SEE_OTHER, "out at once");

    let log = text(&open(&pages, "/settings/audit", &owner).await.body);
    for line in ["owner@news.example removed a person new@news.example", "made a share link", "signed in"] {
        assert!(log.contains(line), "{line} is not in {log}");
    }
}

#[tokio::test]
async fn what_is_wrong_is_told_where_it_was_asked() {
    let dashboard = dashboard(&away(), [site()]);
    let owner = sign_in(&dashboard.people, "owner@news.example", Role::Owner, &[]);
    let pages = router(dashboard);
    for (path, fields, words) in [
        (
            "people/add",
            &[("email", "x"), ("name", "X"), ("role", "viewer"), ("site", "*")][..],
            "is no e-mail address",
        ),
        ("people/add", &[("email", "x@y"), ("name", "X"), ("role", "king"), ("site", "*")], "is no role"),
        ("people/add", &[("email", "x@y"), ("name", "X"), ("role", "viewer")], "Choose a site."),
        ("people/add", &[("email", "x@y"), ("name", ""), ("role", "viewer"), ("site", "*")], "A name has"),
        ("people/remove", &[("email", "owner@news.example")], "is the only owner of all sites"),
        ("people/invite", &[("email", "none@news.example")], "Nobody is registered as"),
        ("tokens/create", &[("name", "a b"), ("scope", "stats"), ("site", "*")], "is no name for a token"),
        ("tokens/create", &[("name", "a"), ("scope", "all"), ("site", "*")], "is no scope"),
        ("tokens/create", &[("name", "a"), ("scope", "stats"), ("site", "*")], "No token can be added."),
        ("tokens/revoke", &[("name", "none")], "There is no such token"),
        ("links/make", &[("name", "B"), ("site", "none.example")], "There is no such site"),
        ("links/make", &[("name", "B"), ("site", "news.example"), ("until", "soon")], "is no date"),
        ("links/make", &[("name", "B"), ("site", "news.example"), ("until", "2026-11-22")], "over already"),
        (
            "links/make",
            &[("name", "B"), ("site", "news.example"), ("password", "short")],
            "6 to 256 characters",
        ),
        ("links/revoke", &[("id", "none")], "There is no share link none"),
        ("sessions/end", &[("id", "none")], "There is no session none"),
        (
            "password",
            &[("former", "wrong"), ("password", "a long new one")],
            "The former password is not right.",
        ),
        ("password", &[("former", PASSWORD), ("password", "short")], "10 to 256 characters"),
    ] {
        let answer = send(&pages, &format!("/settings/{path}"), &owner, fields).await;
        assert!(
            answer.status.is_success() && answer.body.contains(words),
            "{path} {fields:?}: {}",
            text(&answer.body)
        );
        assert!(answer.body.contains(r#"role="alert""#), "{path}");
    }
}

#[tokio::test]
async fn people_see_and_end_their_own_sessions() {
    let dashboard = dashboard(&away(), [site()]);
    let people = dashboard.people.clone();
    let cookie = sign_in(&people, "viewer@news.example", Role::Viewer, &["news.example"]);
    let email = "viewer@news.example".parse().unwrap();
    let other = people.begin_session(&email, "Safari on iPhone", &tiraj_people::By::machine()).unwrap();
    let other = format!("tiraj-session={}", other.reveal());
    let pages = router(dashboard);
    let page = open(&pages, "/settings", &cookie).await;
    assert!(page.body.contains("Safari on iPhone") && page.body.contains("this one"));
    let id = people.sessions().into_iter().find(|session| session.device.starts_with("Safari")).unwrap().id();
    send(&pages, "/settings/sessions/end", &cookie, &[("id", &id)]).await;
    assert_eq!(open(&pages, "/settings", &other).await.status, StatusCode::SEE_OTHER);
    assert!(open(&pages, "/settings", &cookie).await.status.is_success());

    let changed =
        send(&pages, "/settings/password", &cookie, &[("former", PASSWORD), ("password", "a long new one")]);
    assert!(changed.await.body.contains("The password is changed."));
    assert!(people.hash_to_compare(&email).is_of("a long new one"));
}
