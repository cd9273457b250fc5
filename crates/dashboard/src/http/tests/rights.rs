//! Every route for every kind of visitor, against a table that is written down here.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::middleware::from_fn_with_state;
use axum::routing::get;
use http::{Method, StatusCode, header};
use jiff::SignedDuration;
use tiraj_model::{Role, Scope, Site, Token, TokenSecret, Tokens};
use tiraj_people::{By, Order, People};
use tiraj_testkit::{ManualClock, at, site};

use super::desk::{self, open, put, sign_in};
use super::{NOW, away, dashboard};
use crate::http::lines::{LINES, Line, Verb};
use crate::http::questions::QuestionLimit;
use crate::http::{App, admission};
use crate::{Dashboard, router};

/// Who asks, one column each: nobody; owner, editor, viewer, author; viewer of another site; sessions that are over and
/// were ended; tokens by scope, and one of another site; guests with a link to the site, to another, and without the
/// link's password.
const VISITORS: [&str; 15] = [
    "nobody",
    "owner",
    "editor",
    "viewer",
    "author",
    "other",
    "expired",
    "revoked",
    "stats",
    "articles",
    "events",
    "other-stats",
    "guest",
    "other-guest",
    "no-password",
];

/// What becomes of each visitor, by kind of route: `y` is let in, `s` must sign in or show a token, `-` may not, `5` is let in
/// if the store, which is away here, says that the piece is the visitor's own, `f` fills in a form without holding a secret.
const PAGES: &str = "syyy--ssy---yss";
const ARTICLE: &str = "syyy5-ssy---yss";
const STATS: &str = "syyy--ssy---sss";
const LOOKUP: &str = "syyy5-ssyy--sss";
const DESCRIBE: &str = "s-----ss-y--sss";
const OWN: &str = "syyyy-ss----sss";
const OPEN: &str = "yyyyyyyyyyyyyyy";
const SETTINGS: &str = "syyyyyss----sss";
const OWNERS: &str = "sy----ss----sss";
const EDITORS: &str = "syy---ss----sss";
/// Forms. Who never had a session holds the secret of forms, and so goes on to be asked who it is; a form that was given to a
/// session that is over is too old, and a token fills in none.
const ANY_FORM: &str = "yyyyyyffffffyyy";
const SIGNED_IN_FORM: &str = "syyyyyffffffsss";
const OWNERS_FORM: &str = "sy----ffffffsss";
const EDITORS_FORM: &str = "syy---ffffffsss";

/// Each route with its row.
const ROUTES: &[(&str, &str, &str)] = &[
    ("GET", "/", PAGES),
    ("GET", "/live", PAGES),
    ("GET", "/charts/{file}", PAGES),
    ("GET", "/reports", PAGES),
    ("GET", "/reports/archive", PAGES),
    ("GET", "/reports/weekly", PAGES),
    ("GET", "/sections", PAGES),
    ("GET", "/authors", PAGES),
    ("GET", "/languages", PAGES),
    ("GET", "/sources", PAGES),
    ("GET", "/stories", PAGES),
    ("GET", "/trends", PAGES),
    ("GET", "/quality", PAGES),
    ("GET", "/story", ARTICLE),
    ("GET", "/own", OWN),
    ("GET", "/api/v1/stats/summary", STATS),
    ("GET", "/api/v1/stats/timeseries", STATS),
    ("GET", "/api/v1/stats/breakdown", STATS),
    ("GET", "/api/v1/stats/articles", STATS),
    ("GET", "/api/v1/stats/stories", STATS),
    ("GET", "/api/v1/stats/live", STATS),
    ("GET", "/api/v1/stats/ledger", STATS),
    ("POST", "/api/v2/query", STATS),
    ("GET", "/api/v1/articles", LOOKUP),
    ("PUT", "/api/v1/articles", DESCRIBE),
    ("GET", "/api/v1/openapi.json", OPEN),
    ("GET", "/assets/dashboard.css", OPEN),
    ("GET", "/assets/live.js", OPEN),
    ("GET", "/assets/inter-regular.woff2", OPEN),
    ("GET", "/assets/inter-bold.woff2", OPEN),
    ("GET", "/unsubscribe", OPEN),
    ("POST", "/unsubscribe", OPEN),
    ("GET", "/sign-in", OPEN),
    ("POST", "/sign-in", ANY_FORM),
    ("GET", "/welcome", OPEN),
    ("POST", "/welcome", ANY_FORM),
    ("GET", "/s/{secret}", OPEN),
    ("POST", "/s/{secret}", ANY_FORM),
    ("POST", "/sign-out", SIGNED_IN_FORM),
    ("GET", "/settings", SETTINGS),
    ("POST", "/settings/password", SIGNED_IN_FORM),
    ("POST", "/settings/sessions/end", SIGNED_IN_FORM),
    ("GET", "/settings/people", OWNERS),
    ("POST", "/settings/people/add", OWNERS_FORM),
    ("POST", "/settings/people/role", OWNERS_FORM),
    ("POST", "/settings/people/invite", OWNERS_FORM),
    ("POST", "/settings/people/remove", OWNERS_FORM),
    ("GET", "/settings/tokens", OWNERS),
    ("POST", "/settings/tokens/create", OWNERS_FORM),
    ("POST", "/settings/tokens/revoke", OWNERS_FORM),
    ("GET", "/settings/links", EDITORS),
    ("POST", "/settings/links/make", EDITORS_FORM),
    ("POST", "/settings/links/revoke", EDITORS_FORM),
    ("POST", "/settings/links/public", OWNERS_FORM),
    ("GET", "/settings/audit", OWNERS),
];

fn method(line: &Line) -> Method {
    match line.verb {
        Verb::Get => Method::GET,
        Verb::Post => Method::POST,
        Verb::Put => Method::PUT,
    }
}

/// The dashboard of two sites, and what each visitor sends: a cookie, or a token.
struct Newsroom {
    dashboard: Dashboard,
    clock: ManualClock,
}

impl Newsroom {
    fn new() -> Self {
        let other = Site::new("other.example".parse().unwrap(), "UTC").unwrap();
        let clock = ManualClock::at(NOW);
        let people = tiraj_testkit::people(Arc::new(clock.clone()));
        let dashboard = Dashboard {
            tokens: tokens(),
            people,
            clock: Arc::new(clock.clone()),
            ..dashboard(&away(), [site(), other])
        };
        Self { dashboard, clock }
    }

    /// The header by which a visitor is known.
    fn header(&self, visitor: &str) -> (header::HeaderName, String) {
        let people = &self.dashboard.people;
        let cookie = match visitor {
            "nobody" => String::new(),
            "owner" | "editor" | "viewer" | "author" => {
                sign_in(people, "a@news.example", visitor.parse().unwrap(), &[])
            }
            "other" => sign_in(people, "a@news.example", Role::Viewer, &["other.example"]),
            "expired" => {
                let cookie = sign_in(people, "a@news.example", Role::Owner, &[]);
                self.clock.turn(SignedDuration::from_hours(24 * 15));
                cookie
            }
            "revoked" => {
                let cookie = sign_in(people, "a@news.example", Role::Owner, &[]);
                let id = people.sessions()[0].id();
                people.obey(Order::EndSession { id }, &By::machine()).unwrap();
                cookie
            }
            "guest" => guest(people, "news.example", None),
            "other-guest" => guest(people, "other.example", None),
            "no-password" => guest(people, "news.example", Some("not the proof")),
            token => return (header::AUTHORIZATION, format!("Bearer {}", secret(token).reveal())),
        };
        // A browser that was given a form holds its secret, and shows it when it has no session.
        (header::COOKIE, format!("{cookie}; tiraj-form=trj_form"))
    }
}

/// The cookie of who came by a link; with a password in it that was not given where `proof` says so.
fn guest(people: &People, site: &str, proof: Option<&str>) -> String {
    let password = proof.map(|_| tiraj_people::PasswordHash::of_nobody());
    let order = Order::MakeLink { site: site.parse().unwrap(), name: "Board".into(), password, until: None };
    let secret = people.obey(order, &By::machine()).unwrap().secret.unwrap();
    let link = people.link(&secret).unwrap();
    let proof = proof.map_or_else(|| link.proof(&secret), str::to_owned);
    format!("tiraj-guest={secret}.{proof}")
}

fn secret(name: &str) -> TokenSecret {
    let mut bytes = [0; 32];
    bytes.iter_mut().zip(name.bytes()).for_each(|(byte, letter)| *byte = letter);
    TokenSecret::from_bytes(&bytes)
}

fn tokens() -> Tokens {
    let token = |name: &str, scope: Scope, site: &str| {
        Token::new(name, &secret(name), vec![site.parse().unwrap()], vec![scope], at(NOW)).unwrap()
    };
    Tokens::new([
        token("stats", Scope::Stats, "news.example"),
        token("articles", Scope::Articles, "news.example"),
        token("events", Scope::Events, "news.example"),
        token("other-stats", Scope::Stats, "other.example"),
    ])
}

/// A request of a route for `news.example`.
fn request(line: &Line, (name, value): (header::HeaderName, String)) -> Request {
    let path = line.path.replace("{file}", "days.svg").replace("{secret}", "trj_none");
    let uri = format!("{path}?site=news.example&path=/a");
    if line.is_form {
        let cookie = if name == header::COOKIE { value.clone() } else { String::new() };
        let mut request = desk::form(&uri, &cookie, &[]);
        request.headers_mut().insert(name, value.parse().unwrap());
        return request;
    }
    let body = if line.path == "/api/v2/query" { r#"{"site_id": "news.example"}"# } else { "" };
    let request = Request::builder().method(method(line)).uri(uri).header(name, value);
    request.header(header::ACCEPT, "text/html").body(Body::from(body)).unwrap()
}

/// What became of a request, as the table writes it.
fn mark(line: &Line, visitor: &str, answer: &desk::Answer) -> char {
    let asks_back = answer.location().starts_with("/sign-in") && line.path != "/sign-out";
    match answer.status {
        _ if answer.body.contains("This form is too old") => 'f',
        StatusCode::SEE_OTHER if asks_back => 's',
        // The form itself, with what was wrong about it.
        StatusCode::UNAUTHORIZED if line.path == "/sign-in" => 'y',
        StatusCode::UNAUTHORIZED => 's',
        StatusCode::FORBIDDEN => '-',
        // An author is sent on from the overview to the own pieces.
        StatusCode::SEE_OTHER if answer.location().starts_with("/own") => '-',
        StatusCode::SERVICE_UNAVAILABLE
            if visitor == "author" && "/story /api/v1/articles".contains(line.path) =>
        {
            '5'
        }
        _ => 'y',
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_route_lets_in_whom_the_table_says_and_nobody_else() {
    assert_eq!(LINES.len(), ROUTES.len(), "every line of the program's table is written down here, too");
    for (column, visitor) in VISITORS.into_iter().enumerate() {
        for line in LINES {
            let route =
                ROUTES.iter().find(|(verb, path, _)| (*verb, *path) == (method(line).as_str(), line.path));
            let (_, _, row) = route.unwrap_or_else(|| panic!("{line:?} is not in the table"));
            // Each on a newsroom of its own: some routes end the session that others need.
            let newsroom = Newsroom::new();
            let pages = router(newsroom.dashboard.clone());
            let answer = put(&pages, request(line, newsroom.header(visitor))).await;
            let expected = row.chars().nth(column).unwrap();
            assert_eq!(
                mark(line, visitor, &answer),
                expected,
                "{visitor}: {:?} {}: {} {}",
                line.verb,
                line.path,
                answer.status,
                answer.body
            );
        }
    }
}

#[tokio::test]
async fn a_route_without_a_line_is_for_nobody() {
    let newsroom = Newsroom::new();
    let (name, value) = newsroom.header("owner");
    let app = App {
        dashboard: newsroom.dashboard.clone(),
        feeds: Default::default(),
        peers: Default::default(),
        limit: QuestionLimit::new(0),
        attempts: Default::default(),
        hashing: Default::default(),
    };
    let pages: Router = Router::new()
        .route("/forgotten", get(|| async { "figures" }))
        .route("/sections", get(|| async { "figures" }).delete(|| async { "gone" }))
        .layer(from_fn_with_state(app, admission::admit));
    let ask = async |method: Method, path: &str| {
        let request = Request::builder().method(method).uri(path).header(name.clone(), value.clone());
        put(&pages, request.body(Body::empty()).unwrap()).await
    };
    assert_eq!(ask(Method::GET, "/forgotten").await.status, StatusCode::FORBIDDEN);
    assert_eq!(ask(Method::GET, "/sections").await.body, "figures");
    let refused = ask(Method::DELETE, "/sections").await;
    assert_eq!(
        (refused.status, &refused.headers[header::ALLOW]),
        (StatusCode::METHOD_NOT_ALLOWED, &"GET,HEAD".parse().unwrap())
    );
    assert_eq!(ask(Method::HEAD, "/sections").await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_site_is_never_another_than_the_one_that_was_checked() {
    let newsroom = Newsroom::new();
    let cookie = sign_in(&newsroom.dashboard.people, "o@other.example", Role::Viewer, &["other.example"]);
    let pages = router(newsroom.dashboard.clone());
    for (path, status) in [
        // The first of all sites is not the viewer's, so the first of the viewer's is meant.
        ("/charts/nothing.svg", 404),
        ("/charts/nothing.svg?site=", 404),
        ("/charts/nothing.svg?site=other.example", 404),
        ("/charts/nothing.svg?site=Other.Example", 404),
        ("/charts/nothing.svg?site=news.example", 403),
        ("/charts/nothing.svg?site=NEWS.example", 403),
        ("/charts/nothing.svg?%73ite=news.example", 403),
        ("/charts/nothing.svg?site=other.example&site=news.example", 400),
        ("/charts/nothing.svg?site=other.example&s%69te=news.example", 400),
    ] {
        let answer = open(&pages, path, &cookie).await;
        assert_eq!(answer.status.as_u16(), status, "{path}: {}", answer.body);
    }
    let unknown = open(&pages, "/?site=third.example", &cookie).await;
    assert!(unknown.body.contains("Known are: other.example.") && !unknown.body.contains("news.example"));
    for body in [r#"{"site_id": "other.example", "site_id": "news.example"}"#, "[]", "", r#"{"site_id": 7}"#]
    {
        let request = Request::post("/api/v2/query").header(header::COOKIE, &cookie).body(Body::from(body));
        assert_eq!(put(&pages, request.unwrap()).await.status, StatusCode::BAD_REQUEST, "{body}");
    }
}

#[tokio::test]
async fn where_something_in_front_asks_nobody_signs_in_and_nobody_changes_anything() {
    let newsroom = Newsroom::new();
    let pages = router(Dashboard { asks_to_sign_in: false, ..newsroom.dashboard.clone() });
    for (path, status) in [
        ("/charts/nothing.svg", 404),
        ("/api/v1/stats/live", 503),
        ("/settings", 403),
        ("/settings/people", 403),
        ("/own", 403),
        ("/sign-in", 303),
    ] {
        assert_eq!(open(&pages, path, "").await.status.as_u16(), status, "{path}");
    }
}

#[tokio::test]
async fn a_public_site_shows_its_pages_and_nothing_else() {
    let newsroom = Newsroom::new();
    let public = Site { public: true, ..site() };
    let closed = newsroom.dashboard.sites.get("other.example").unwrap();
    newsroom.dashboard.sites.replace([public, Site::clone(&closed)]);
    let pages = router(newsroom.dashboard.clone());
    for (path, status) in [
        ("/charts/nothing.svg", 404),
        ("/charts/nothing.svg?site=other.example", 303),
        ("/api/v1/stats/live", 401),
        ("/settings", 303),
    ] {
        assert_eq!(open(&pages, path, "").await.status.as_u16(), status, "{path}");
    }
}
