//! Forms that change something: that they were filled in on our own pages, by the browser that was given them.
//!
//! Three things stand against forms of other pages: cookies that go with no foreign form (`SameSite`), what the browser
//! says of the form's origin, and a token in the form that only the page could know. The token is a digest of a secret in
//! a cookie: that of the session, or before there is one, of a cookie for this alone.

use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use http::{HeaderMap, header};
use tiraj_model::TokenDigest;

use super::refusal::{Code, Refusal};

/// The longest body of a form, in bytes.
pub(super) const LONGEST: usize = 64 << 10;

/// The field that holds the token.
const FIELD: &str = "form_token";

/// The token of forms that are given to the holder of a secret.
pub(super) fn token_of(secret: &str) -> String {
    TokenDigest::of(&format!("form {secret}")).into()
}

/// Whether a form comes from our own pages and from the holder of the secret.
pub(super) fn check(headers: &HeaderMap, body: &[u8], secret: Option<&str>) -> Result<(), Refusal> {
    if !is_from_here(headers) {
        let message = "This form was sent by a page that is not ours, and nothing was changed.";
        return Err(Refusal::new(Code::Forbidden, message));
    }
    let mut tokens =
        url::form_urlencoded::parse(body).filter(|(name, _)| name == FIELD).map(|(_, value)| value);
    let told = tokens.next().unwrap_or_default();
    // Both are digests of what nobody can guess, so it tells nothing how long comparing them takes.
    let is_right = secret.is_some_and(|secret| token_of(secret) == told);
    if is_right && tokens.next().is_none() {
        return Ok(());
    }
    let message = "This form is too old, or the browser keeps no cookies. Go back, load the page again, and send it once more.";
    Err(Refusal::new(Code::Forbidden, message))
}

/// What the browser says of where a form comes from. Those that say nothing are old, or no browsers, and have the token.
fn is_from_here(headers: &HeaderMap) -> bool {
    let text = |name: &str| headers.get(name).map(|value| value.to_str().unwrap_or("null"));
    if let Some(relation) = text("sec-fetch-site") {
        return relation == "same-origin";
    }
    let Some(origin) = text("origin") else { return true };
    let host = origin.split_once("://").map(|(_, host)| host);
    host.is_some() && host == text(header::HOST.as_str())
}

/// The fields of a form.
pub(super) struct Fields(Vec<(String, String)>);

impl<S: Send + Sync> FromRequest<S> for Fields {
    type Rejection = Refusal;

    async fn from_request(request: Request, state: &S) -> Result<Self, Refusal> {
        let body = Bytes::from_request(request, state).await;
        let body =
            body.map_err(|_| Refusal::new(Code::MalformedRequest, "The form could not be read to its end."))?;
        Ok(Self(url::form_urlencoded::parse(&body).into_owned().collect()))
    }
}

impl Fields {
    /// What was filled in; empty where nothing was.
    pub(super) fn text(&self, name: &str) -> &str {
        self.0.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
    }

    /// All values of a field that may come several times.
    pub(super) fn list<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0
            .iter()
            .filter(move |(known, value)| known == name && !value.is_empty())
            .map(|(_, value)| &**value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
        pairs.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap())).collect()
    }

    #[test]
    fn forms_of_other_pages_are_none_of_ours() {
        for (pairs, ours) in [
            (&[("sec-fetch-site", "same-origin"), ("origin", "null")][..], true),
            (&[("sec-fetch-site", "same-site")], false),
            (&[("sec-fetch-site", "cross-site")], false),
            (&[("sec-fetch-site", "none")], false),
            (&[("origin", "http://a.example:8080"), ("host", "a.example:8080")], true),
            (&[("origin", "https://evil.example"), ("host", "a.example")], false),
            (&[("origin", "https://a.example.evil.example"), ("host", "a.example")], false),
            (&[("origin", "null"), ("host", "a.example")], false),
            (&[("host", "a.example")], true),
        ] {
            assert_eq!(is_from_here(&headers(pairs)), ours, "{pairs:?}");
        }
    }

    #[test]
    fn a_form_holds_the_token_of_its_secret_once() {
        let (token, none) = (token_of("secret"), HeaderMap::new());
        let fine = format!("a=1&form_token={token}");
        assert!(check(&none, fine.as_bytes(), Some("secret")).is_ok());
        assert!(check(&none, fine.as_bytes(), Some("other")).is_err());
        assert!(check(&none, fine.as_bytes(), None).is_err());
        assert!(check(&none, b"a=1", Some("secret")).is_err());
        assert!(check(&none, format!("{fine}&form_token=x").as_bytes(), Some("secret")).is_err());
        assert!(
            check(&headers(&[("sec-fetch-site", "cross-site")]), fine.as_bytes(), Some("secret")).is_err()
        );
    }
}
