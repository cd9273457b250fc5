//! Lets requests in: each is held against the line of its route in [`lines`](super::lines) before a handler sees it.

use axum::body::{Body, to_bytes};
use axum::extract::{MatchedPath, Request, State};
use axum::middleware::Next;
use axum::response::Response;
use http::{HeaderMap, HeaderValue, Uri, header};
use serde::Deserialize;
use tiraj_model::{Role, Site, normalise_path};
use tiraj_people::{Leave, Person, Right};

use super::asking::Asking;
use super::lines::{Line, SiteIn, Verb, lines_of};
use super::refusal::{Code, Refusal};
use super::{App, bearer, forms, no_such_site, redirect, ways};
use crate::DashboardError;

/// The longest JSON body of which the site is read, in bytes.
const LONGEST_BODY: usize = 1 << 20;

/// The site that a request means.
enum Meant {
    /// This one.
    Site(Box<Site>),
    /// None: the route speaks of none, there are none at all, or one is named that is not there.
    Nothing,
    /// There are sites, but none that the visitor may know of.
    Unseen,
}

/// Lets a request through to its handler, or refuses it.
pub(super) async fn admit(
    State(app): State<App>,
    mut request: Request,
    next: Next,
) -> Result<Response, Refusal> {
    let Some(line) = find_line(&request)? else { return Ok(next.run(request).await) };
    let (parts, body) = request.into_parts();
    let asking = Asking::of(&parts, &app)?;
    request = Request::from_parts(parts, body);
    if line.is_form {
        request = check_form(request, &asking).await?;
    }
    let site = match app.meant(line, &mut request, &asking).await? {
        Meant::Site(site) => Some(*site),
        Meant::Nothing => None,
        Meant::Unseen => return refuse(line, &asking, &request, None),
    };
    match line.right.of(&asking.visitor, site.as_ref()) {
        Leave::Yes => {}
        Leave::OfOwnPiece => app.must_be_own(request.uri(), asking.person()?, site.as_ref()).await?,
        Leave::No | Leave::SignIn => return refuse(line, &asking, &request, site.as_ref()),
    }
    app.keep_alive(&asking).await;
    request.extensions_mut().insert(asking);
    Ok(next.run(request).await)
}

/// The line of a request's route; none where nothing is at its address.
fn find_line(request: &Request) -> Result<Option<&'static Line>, Refusal> {
    let matched = request.extensions().get::<MatchedPath>().map(MatchedPath::as_str);
    let path = matched.unwrap_or(request.uri().path());
    let verb = Verb::of(request.method());
    if let Some(line) = lines_of(path).find(|line| Some(line.verb) == verb) {
        return Ok(Some(line));
    }
    let methods: Vec<&str> = lines_of(path).map(|line| line.verb.methods()).collect();
    match matched {
        _ if !methods.is_empty() => Err(Refusal::wrong_method(&methods.join(","))),
        None => Ok(None),
        Some(path) => {
            tracing::error!(path, "a route has no line that says who may use it");
            Err(Refusal::new(Code::Forbidden, "Nobody may use this address."))
        }
    }
}

/// Checks a form, and gives the request back with its body.
async fn check_form(request: Request, asking: &Asking) -> Result<Request, Refusal> {
    let (parts, body) = request.into_parts();
    let body = read_body(body, forms::LONGEST).await?;
    forms::check(&parts.headers, &body, asking.secret())?;
    Ok(Request::from_parts(parts, Body::from(body)))
}

async fn read_body(body: Body, most: usize) -> Result<bytes::Bytes, Refusal> {
    let too_long =
        |_| Refusal::new(Code::PayloadTooLarge, "The body ended early, or is longer than is taken.");
    to_bytes(body, most).await.map_err(too_long)
}

impl App {
    /// The site that a request means. Where it names none, the first that the visitor may see, and the handler is told so.
    async fn meant(&self, line: &Line, request: &mut Request, asking: &Asking) -> Result<Meant, Refusal> {
        let named = match line.site {
            SiteIn::Nothing => return Ok(Meant::Nothing),
            SiteIn::Query => parameter(request.uri(), "site")?,
            SiteIn::Body => site_of_body(request).await?,
        };
        let all = self.dashboard.sites.all();
        let visible = asking.visible(all.clone());
        let Some(name) = named else {
            let Some(first) = visible.into_iter().next() else {
                return Ok(if all.is_empty() { Meant::Nothing } else { Meant::Unseen });
            };
            *request.uri_mut() = with_site(request.uri(), &first);
            return Ok(Meant::Site(Box::new(first)));
        };
        match self.dashboard.sites.get(&name) {
            Some(site) => Ok(Meant::Site(Box::new(Site::clone(&site)))),
            None if all.is_empty() => Ok(Meant::Nothing),
            None if visible.is_empty() => Ok(Meant::Unseen),
            // Named are only those that the visitor knows of in any case.
            None => Err(no_such_site(&name, &visible)),
        }
    }

    /// An author sees a page or the figures of one article, if its author line names the author.
    async fn must_be_own(&self, uri: &Uri, person: &Person, site: Option<&Site>) -> Result<(), Refusal> {
        let path = parameter(uri, "path")?;
        let is_own = match (site, path) {
            (Some(site), Some(path)) => {
                let known = self.dashboard.store.known_article(site, &normalise_path(&path)).await;
                known.map_err(DashboardError::from)?.is_some_and(|article| person.wrote(&article.authors))
            }
            _ => false,
        };
        let message = format!(
            "You see the figures of pieces whose author line says “{}”; {} lists them.",
            person.author_name(),
            ways::OWN
        );
        if is_own { Ok(()) } else { Err(Refusal::new(Code::Forbidden, message)) }
    }

    /// Has a session last longer that is in use.
    async fn keep_alive(&self, asking: &Asking) {
        let stale = asking.session.as_ref().filter(|session| session.is_stale(self.dashboard.clock.now()));
        let Some(session) = stale.cloned() else { return };
        let people = self.dashboard.people.clone();
        let used = tokio::task::spawn_blocking(move || people.use_session(&session)).await;
        if let Ok(Err(error)) = used {
            tracing::warn!(%error, "that a session is in use could not be written down");
        }
    }
}

/// The only value of a parameter; one that comes twice might be read differently by who comes after.
fn parameter(uri: &Uri, name: &str) -> Result<Option<String>, Refusal> {
    let pairs = url::form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes());
    let mut values = pairs.filter(|(known, _)| known == name).map(|(_, value)| value);
    let first = values.next();
    if values.next().is_some() {
        let message = format!("This address cannot be read: it has “{name}” more than once.");
        return Err(Refusal::new(Code::MalformedRequest, message));
    }
    Ok(first.filter(|value| !value.is_empty()).map(Into::into))
}

/// An address with a site in place of none.
fn with_site(uri: &Uri, site: &Site) -> Uri {
    let kept = uri.query().unwrap_or_default().split('&').filter(|pair| !pair.is_empty() && *pair != "site=");
    let query: Vec<&str> = kept.collect();
    let mut text = format!("{}?site={}", uri.path(), site.name);
    query.iter().for_each(|pair| text.extend(["&", *pair]));
    // An address that was one stays one.
    text.parse().unwrap_or_else(|_| uri.clone())
}

/// The site of a JSON body, which is given back to the request.
async fn site_of_body(request: &mut Request) -> Result<Option<String>, Refusal> {
    #[derive(Deserialize)]
    struct OfSite {
        site_id: String,
    }
    let body = read_body(std::mem::take(request.body_mut()), LONGEST_BODY).await?;
    let read: Result<OfSite, _> = serde_json::from_slice(&body);
    *request.body_mut() = Body::from(body);
    let unreadable = |error| format!("The body names no site: {error}; send “site_id”, once.");
    let of_site = read.map_err(|error| Refusal::new(Code::MalformedRequest, unreadable(error)))?;
    Ok(Some(of_site.site_id))
}

/// Why not: who reads a page in a browser is asked to sign in, everybody else is told.
fn refuse(line: &Line, asking: &Asking, request: &Request, site: Option<&Site>) -> Result<Response, Refusal> {
    let visitor = &asking.visitor;
    let is_api = request.uri().path().starts_with("/api/");
    if visitor.token.is_some() || is_api && visitor.person.is_none() {
        return Err(bearer::refuse(line.right, visitor, site));
    }
    let Some(person) = &visitor.person else {
        if visitor.unguarded {
            let message = "Nobody signs in here: the settings say so. People, tokens and links are changed by commands.";
            return Err(Refusal::new(Code::Forbidden, message));
        }
        if line.verb == Verb::Get && opens_a_page(request.headers()) {
            return Ok(redirect(&ways::to_sign_in(request.uri())));
        }
        return Err(Refusal::new(Code::Unauthorized, "Sign in at /sign-in, or show a token."));
    };
    let role = site.and_then(|site| person.role_on(&site.name));
    if request.uri().path() == "/" && role == Some(Role::Author) {
        return Ok(redirect(&ways::to_own(site)));
    }
    Err(Refusal::new(Code::Forbidden, lacking(line.right, role)))
}

/// What somebody lacks who is signed in.
fn lacking(right: Right, role: Option<Role>) -> &'static str {
    match right {
        Right::Describe => "This is for programs with a token of the scope “articles”.",
        Right::Links => "This is for editors and owners.",
        Right::Own => "This is for owners.",
        Right::Administer => "This is for owners of all sites.",
        _ if role == Some(Role::Author) => "Authors see the figures of their own pieces, which /own lists.",
        _ => "You have no role on this site. An owner can give you one.",
    }
}

/// Whether a browser opens this as a page, and so can show another in its place.
fn opens_a_page(headers: &HeaderMap) -> bool {
    let text = |name: &str| headers.get(name).and_then(|value: &HeaderValue| value.to_str().ok());
    match text("sec-fetch-mode") {
        Some(mode) => mode == "navigate",
        None => text(header::ACCEPT.as_str()).is_some_and(|accepted| accepted.contains("text/html")),
    }
}
