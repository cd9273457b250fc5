//! `Authorization: Bearer …`: the tokens of the newsroom's servers.

use std::sync::Arc;

use http::{HeaderMap, header};
use tiraj_model::{Scope, Tokens};

use super::error::{ApiError, ErrorCode};
use super::sender::text;
use crate::admission::Trust;

/// How far the sender of a request is believed. Who shows no token is a stranger, and so is who shows other credentials,
/// since browsers send a protected site's password along by themselves.
///
/// # Errors
/// When a token is shown that is not registered, was revoked, or has not the scope: taking its bearer for a stranger
/// would hide that.
pub(super) fn find_trust(headers: &HeaderMap, tokens: &Tokens, scope: Scope) -> Result<Trust, ApiError> {
    let credentials = text(headers, &header::AUTHORIZATION);
    let Some(shown) = read_bearer(&credentials) else { return Ok(Trust::Stranger) };
    let refuse = |message: String| ApiError::new(ErrorCode::Unauthorized, message);
    let token = tokens.find(shown).ok_or_else(|| {
        refuse("this token is not known here or was revoked; make one with `tiraj token create`".into())
    })?;
    if !token.allows(scope) {
        let name = &token.name;
        return Err(refuse(format!("the token `{name}` has not the scope `{scope}`; make one that has it")));
    }
    Ok(Trust::Token((!token.sites.is_empty()).then(|| Arc::from(token.sites.as_slice()))))
}

/// The token in the header's value; `None` for another scheme.
fn read_bearer(credentials: &str) -> Option<&str> {
    let credentials = credentials.trim();
    let (scheme, shown) = credentials.split_once(' ').unwrap_or((credentials, ""));
    scheme.eq_ignore_ascii_case("bearer").then(|| shown.trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_bearer_scheme_shows_a_token() {
        for (credentials, shown) in [
            ("Bearer trj_x", Some("trj_x")),
            ("bearer  trj_x ", Some("trj_x")),
            ("Bearer", Some("")),
            ("Basic dTpw", None),
            ("Bearerx y", None),
            ("", None),
        ] {
            assert_eq!(read_bearer(credentials), shown, "{credentials:?}");
        }
    }
}
