//! `Authorization: Bearer …`: who may describe articles.

use std::sync::Arc;

use http::{HeaderMap, header};
use tiraj_model::{Scope, Site, Token, Tokens};

use super::refusal::{Code, Refusal};

/// The token that a request shows, if it has the scope and speaks for the site.
///
/// # Errors
/// When there is none, or it is not registered, or may not do this.
pub(super) fn find_token(
    headers: &HeaderMap,
    tokens: &Tokens,
    scope: Scope,
    site: &Site,
) -> Result<Arc<Token>, Refusal> {
    let credentials =
        headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let (scheme, shown) = credentials.trim().split_once(' ').unwrap_or_default();
    let make = format!("make one with “tiraj token create --name cms --scope {scope} --site {}”", site.name);
    if !scheme.eq_ignore_ascii_case("bearer") {
        let message = format!("This needs a token, shown as “authorization: Bearer trj_…”; {make}.");
        return Err(Refusal::new(Code::Unauthorized, message));
    }
    let token = tokens.find(shown.trim()).ok_or_else(|| {
        Refusal::new(Code::Unauthorized, format!("This token is not known here or was revoked; {make}."))
    })?;
    if !token.allows(scope) {
        let message = format!("The token “{}” has not the scope “{scope}”; {make}.", token.name);
        return Err(Refusal::new(Code::Forbidden, message));
    }
    if !token.sites.is_empty() && !token.sites.contains(&site.name) {
        let message = format!("The token “{}” does not speak for {}; {make}.", token.name, site.name);
        return Err(Refusal::new(Code::Forbidden, message));
    }
    Ok(token)
}
