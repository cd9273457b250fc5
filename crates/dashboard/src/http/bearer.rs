//! `Authorization: Bearer …`: programs that show a token.

use std::sync::Arc;

use http::{HeaderMap, header};
use tiraj_model::{Scope, Site, Token, Tokens};
use tiraj_people::{Right, Visitor};

use super::refusal::{Code, Refusal};

/// The token that a request shows; none where it shows none.
///
/// # Errors
/// When it is not registered: who shows one means to be believed.
pub(super) fn shown_token(headers: &HeaderMap, tokens: &Tokens) -> Result<Option<Arc<Token>>, Refusal> {
    let credentials =
        headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let (scheme, shown) = credentials.trim().split_once(' ').unwrap_or_default();
    if !scheme.eq_ignore_ascii_case("bearer") {
        return Ok(None);
    }
    let unknown = || {
        let message = "This token is not known here or was revoked; make one with “tiraj token create”.";
        Refusal::new(Code::Unauthorized, message)
    };
    tokens.find(shown.trim()).map(Some).ok_or_else(unknown)
}

/// Why a program may not do this, and which token could.
pub(super) fn refuse(right: Right, visitor: &Visitor, site: Option<&Site>) -> Refusal {
    let scope = if right == Right::Describe { Scope::Articles } else { Scope::Stats };
    let place = site.map_or_else(String::new, |site| format!(" --site {}", site.name));
    let make = format!("make one with “tiraj token create --name {scope} --scope {scope}{place}”");
    let Some(token) = &visitor.token else {
        let message = format!("This needs a token, shown as “authorization: Bearer trj_…”; {make}.");
        return Refusal::new(Code::Unauthorized, message);
    };
    if !matches!(right, Right::Page | Right::ArticlePage | Right::Stats | Right::Lookup | Right::Describe) {
        return Refusal::new(Code::Forbidden, "This is for people who sign in, and not for programs.");
    }
    let name = &token.name;
    let message = match site {
        Some(site) if token.allows(scope) => {
            format!("The token “{name}” does not speak for {}; {make}.", site.name)
        }
        _ => format!("The token “{name}” has not the scope “{scope}”; {make}."),
    };
    Refusal::new(Code::Forbidden, message)
}
