//! Coming in and going out: the first owner, passwords, forms of other pages, share links.

use axum::Router;
use http::{StatusCode, header};
use tiraj_model::Role;
use tiraj_people::{By, Order, PasswordHash, People};
use tiraj_testkit::site;

use super::desk::{PASSWORD, add, form, open, put, send, sign_in};
use super::{away, dashboard};
use crate::router;

const OWNER: &str = "owner@news.example";

/// Pages with an owner who is not signed in.
fn newsroom() -> (Router, People) {
    let dashboard = dashboard(&away(), [site()]);
    let people = dashboard.people.clone();
    add(&people, OWNER, Role::Owner, &[]);
    (router(dashboard), people)
}

/// The cookie of a browser that has opened a page with a form.
async fn form_cookie(pages: &Router) -> String {
    let page = open(pages, "/sign-in", "").await;
    assert!(page.status.is_success() && page.headers[header::CACHE_CONTROL] == "no-store");
    page.cookie()
}

#[tokio::test]
async fn the_first_owner_comes_in_by_the_address_once() {
    let dashboard = dashboard(&away(), [site()]);
    let people = dashboard.people.clone();
    let pages = router(dashboard);
    assert!(open(&pages, "/sign-in", "").await.body.contains("Nobody is registered yet"));
    let secret = people.draw_set_up().unwrap();
    let address = format!("/welcome?token={}", secret.reveal());
    let page = open(&pages, &address, "").await;
    assert!(page.body.contains("You are the first here"), "{}", page.body);
    let cookie = page.cookie();
    let fill = async |password: &str| {
        let fields =
            [("token", secret.reveal()), ("name", "Aygün"), ("email", OWNER), ("password", password)];
        send(&pages, "/welcome", &cookie, &fields).await
    };
    let short = fill("short").await;
    assert_eq!(short.status, StatusCode::BAD_REQUEST);
    assert!(short.body.contains("A password has 10 to 256 characters") && short.body.contains("Aygün"));
    let done = fill(PASSWORD).await;
    assert_eq!((done.status, done.location()), (StatusCode::SEE_OTHER, "/"));
    let inside = open(&pages, "/settings", &done.cookie()).await;
    assert!(inside.body.contains("owner of all sites"), "{}", inside.body);
    assert_eq!(fill(PASSWORD).await.status, StatusCode::NOT_FOUND);
    assert!(open(&pages, &address, "").await.body.contains("was used already"));
}

#[tokio::test]
async fn right_and_wrong_passwords() {
    let (pages, people) = newsroom();
    let cookie = form_cookie(&pages).await;
    let attempt = async |email: &str, password: &str| {
        send(&pages, "/sign-in", &cookie, &[("email", email), ("password", password), ("next", "/live")])
            .await
    };
    let (wrong, unknown) =
        (attempt(OWNER, "wrong password").await, attempt("x@news.example", PASSWORD).await);
    for answer in [&wrong, &unknown] {
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
        assert!(answer.body.contains("The e-mail address or the password is not right."));
        assert!(answer.cookie().is_empty());
    }
    let strip = |text: &str, email: &str| text.replace(email, "");
    assert_eq!(strip(&wrong.body, OWNER), strip(&unknown.body, "x@news.example"), "the same answer");
    let right = attempt(" OWNER@news.example ", PASSWORD).await;
    assert_eq!((right.status, right.location()), (StatusCode::SEE_OTHER, "/live"));
    let session = right.cookie();
    assert!(open(&pages, "/settings", &session).await.status.is_success());
    let acts: Vec<&str> = people.audit(3).iter().map(|entry| entry.act.in_words()).collect();
    assert_eq!(acts, ["signed in", "was refused with a wrong password", "added a person"]);

    let out = send(&pages, "/sign-out", &session, &[]).await;
    assert_eq!(out.location(), "/sign-in");
    let after = open(&pages, "/settings", &session).await;
    assert_eq!(after.location(), "/sign-in?next=%2Fsettings");
}

#[tokio::test]
async fn who_guesses_is_slowed_down() {
    let (pages, _) = newsroom();
    let cookie = form_cookie(&pages).await;
    let mut last = None;
    for _ in 0..11 {
        last = Some(send(&pages, "/sign-in", &cookie, &[("email", OWNER), ("password", "guess")]).await);
    }
    let last = last.unwrap();
    assert_eq!(last.status, StatusCode::TOO_MANY_REQUESTS);
    assert!(last.headers.contains_key(header::RETRY_AFTER) && last.body.contains("Too many attempts"));
    let right = send(&pages, "/sign-in", &cookie, &[("email", OWNER), ("password", PASSWORD)]).await;
    assert_eq!(right.status, StatusCode::TOO_MANY_REQUESTS, "or the limit would tell which guess is right");
}

#[tokio::test]
async fn nobody_is_sent_elsewhere_after_signing_in() {
    let (pages, _) = newsroom();
    let cookie = form_cookie(&pages).await;
    for next in ["https://evil.example", "//evil.example", "/\\evil.example", "/\r\nx: y"] {
        let fields = [("email", OWNER), ("password", PASSWORD), ("next", next)];
        assert_eq!(send(&pages, "/sign-in", &cookie, &fields).await.location(), "/", "{next:?}");
    }
}

#[tokio::test]
async fn forms_of_other_pages_change_nothing() {
    let (pages, people) = newsroom();
    let cookie = sign_in(&people, "second@news.example", Role::Owner, &[]);
    let fields = [("email", "third@news.example"), ("name", "Third"), ("role", "viewer"), ("site", "*")];
    let foreign = [
        ("sec-fetch-site", "cross-site"),
        ("sec-fetch-site", "same-site"),
        ("origin", "https://evil.example"),
    ];
    for (name, value) in foreign {
        let mut request = form("/settings/people/add", &cookie, &fields);
        request.headers_mut().remove("sec-fetch-site");
        request.headers_mut().insert(name, value.parse().unwrap());
        let answer = put(&pages, request).await;
        assert!(
            answer.status == StatusCode::FORBIDDEN && answer.body.contains("not ours"),
            "{name}: {value}"
        );
    }
    let mut unsigned = form("/settings/people/add", "tiraj-form=other", &fields);
    unsigned.headers_mut().insert(header::COOKIE, cookie.parse().unwrap());
    assert_eq!(put(&pages, unsigned).await.status, StatusCode::FORBIDDEN, "the token is of another browser");
    assert_eq!(people.all().len(), 2);
    let ours = send(&pages, "/settings/people/add", &cookie, &fields).await;
    assert!(ours.status.is_success() && people.all().len() == 3, "{}", ours.body);
}

#[tokio::test]
async fn cookies_are_locked_to_the_host_where_a_trusted_proxy_speaks_tls() {
    let mut dashboard = dashboard(&away(), [site()]);
    dashboard.proxies = tiraj_callers::Proxies::new(["0.0.0.0"]).unwrap();
    add(&dashboard.people, OWNER, Role::Owner, &[]);
    let pages = super::desk::with_header(router(dashboard), "x-forwarded-proto".parse().unwrap(), "https");
    let cookie = open(&pages, "/sign-in", "").await.cookie();
    let secret = cookie.strip_prefix("__Host-tiraj-form=").unwrap();
    let mut request =
        form("/sign-in", &format!("tiraj-form={secret}"), &[("email", OWNER), ("password", PASSWORD)]);
    request.headers_mut().insert(header::COOKIE, cookie.parse().unwrap());
    let answer = put(&pages, request).await;
    let set = answer.headers.get_all(header::SET_COOKIE).iter().next().unwrap().to_str().unwrap();
    assert!(
        set.starts_with("__Host-tiraj-session=trj_") && set.ends_with("HttpOnly; SameSite=Lax; Secure"),
        "{set}"
    );
    assert!(open(&pages, "/settings", &answer.cookie()).await.status.is_success());
}

#[tokio::test]
async fn a_link_opens_one_sites_pages_to_who_has_it() {
    let (pages, people) = newsroom();
    let make = |password: Option<PasswordHash>| {
        let (site, name) = (site().name, "Board".to_owned());
        people
            .obey(Order::MakeLink { site, name, password, until: None }, &By::machine())
            .unwrap()
            .secret
            .unwrap()
    };
    let plain = make(None);
    let entered = open(&pages, &format!("/s/{plain}"), "").await;
    assert_eq!((entered.status, entered.location()), (StatusCode::SEE_OTHER, "/?site=news.example"));
    let guest = entered.cookie();
    assert_eq!(open(&pages, "/charts/nothing.svg", &guest).await.status, StatusCode::NOT_FOUND, "let in");
    assert_eq!(open(&pages, "/settings", &guest).await.location(), "/sign-in?next=%2Fsettings");

    let guarded = make(Some(PasswordHash::of("for the board", &[3; 16]).unwrap()));
    let address = format!("/s/{guarded}");
    let page = open(&pages, &address, "").await;
    assert!(page.status.is_success() && page.body.contains("This link is protected"));
    let cookie = page.cookie();
    let wrong = send(&pages, &address, &cookie, &[("password", "something")]).await;
    assert!(wrong.status == StatusCode::UNAUTHORIZED && wrong.body.contains("This is not the password."));
    let right = send(&pages, &address, &cookie, &[("password", "for the board")]).await;
    assert_eq!(right.location(), "/?site=news.example");
    assert_eq!(open(&pages, "/charts/nothing.svg", &right.cookie()).await.status, StatusCode::NOT_FOUND);

    for link in people.links() {
        people.obey(Order::RevokeLink { id: link.id() }, &By::machine()).unwrap();
    }
    for cookie in [guest, right.cookie()] {
        assert_eq!(
            open(&pages, "/charts/nothing.svg", &cookie).await.status,
            StatusCode::SEE_OTHER,
            "out at once"
        );
    }
    assert!(open(&pages, &address, "").await.body.contains("expired or was revoked"));
}
