//! `Authorization: Bearer …`: the tokens of the newsroom's servers.

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
    let Some(token) = find_shown(headers, tokens, scope)? else {
        let make = make(scope, Some(site));
        let message = format!("This needs a token, shown as “authorization: Bearer trj_…”; {make}.");
        return Err(Refusal::new(Code::Unauthorized, message));
    };
    speaks_for(&token, scope, site)?;
    Ok(token)
}

/// The token that a request shows, if it has the scope; none where none is shown, or other credentials.
///
/// # Errors
/// When it is not registered, or may not do this: taking its bearer for anybody would hide that.
pub(super) fn find_shown(
    headers: &HeaderMap,
    tokens: &Tokens,
    scope: Scope,
) -> Result<Option<Arc<Token>>, Refusal> {
    let credentials =
        headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let credentials = credentials.trim();
    let (scheme, shown) = credentials.split_once(' ').unwrap_or((credentials, ""));
    if !scheme.eq_ignore_ascii_case("bearer") {
        return Ok(None);
    }
    let make = make(scope, None);
    let token = tokens.find(shown.trim()).ok_or_else(|| {
        Refusal::new(Code::Unauthorized, format!("This token is not known here or was revoked; {make}."))
    })?;
    if !token.allows(scope) {
        let message = format!("The token “{}” has not the scope “{scope}”; {make}.", token.name);
        return Err(Refusal::new(Code::Forbidden, message));
    }
    Ok(Some(token))
}

/// Whether a token speaks for a site.
///
/// # Errors
/// When it does not.
pub(super) fn speaks_for(token: &Token, scope: Scope, site: &Site) -> Result<(), Refusal> {
    if token.sites.is_empty() || token.sites.contains(&site.name) {
        return Ok(());
    }
    let make = make(scope, Some(site));
    let message = format!("The token “{}” does not speak for {}; {make}.", token.name, site.name);
    Err(Refusal::new(Code::Forbidden, message))
}

/// How to make a token that would do.
fn make(scope: Scope, site: Option<&Site>) -> String {
    let site = site.map_or("SITE", |site| site.name.as_str());
    format!("make one with “tiraj token create --name cms --scope {scope} --site {site}”")
}
