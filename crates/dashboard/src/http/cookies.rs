//! The cookies: who is signed in, which share link was opened, which browser a form was given to, and the language of pages.

use http::{HeaderMap, HeaderValue, header};

/// For how long a browser keeps the cookie of a session; the session itself ends when it ends.
const SESSION_SECONDS: u32 = 60 * 24 * 3600;

/// For how long it keeps the language.
const LANGUAGE_SECONDS: u32 = 365 * 24 * 3600;

/// A cookie.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cookie {
    /// The secret of a session.
    Session,
    /// The secret of a share link, and the proof that its password was given.
    Guest,
    /// A secret by which a form is known to be ours before anybody is signed in.
    Form,
    /// The language that was chosen.
    Language,
}

impl Cookie {
    /// Its name. Over TLS the prefix has browsers refuse it from anybody but this very host.
    const fn name(self, is_secure: bool) -> &'static str {
        match (self, is_secure) {
            (Self::Session, true) => "__Host-tiraj-session",
            (Self::Session, false) => "tiraj-session",
            (Self::Guest, true) => "__Host-tiraj-guest",
            (Self::Guest, false) => "tiraj-guest",
            (Self::Form, true) => "__Host-tiraj-form",
            (Self::Form, false) => "tiraj-form",
            (Self::Language, true) => "__Host-tiraj-language",
            (Self::Language, false) => "tiraj-language",
        }
    }

    /// What a request brings as this cookie.
    pub(super) fn read(self, headers: &HeaderMap, is_secure: bool) -> Option<&str> {
        let all = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
        let mut pairs = all.flat_map(|value| value.split(';')).filter_map(|pair| pair.trim().split_once('='));
        pairs.find(|(name, _)| *name == self.name(is_secure)).map(|(_, value)| value)
    }

    /// The header that has a browser keep it. Values are made of letters, digits and `-_.`.
    pub(super) fn set(self, value: &str, is_secure: bool) -> HeaderValue {
        let age = match self {
            Self::Session => format!("; Max-Age={SESSION_SECONDS}"),
            Self::Language => format!("; Max-Age={LANGUAGE_SECONDS}"),
            Self::Guest | Self::Form => String::new(),
        };
        self.header(&format!("{value}{age}"), is_secure)
    }

    /// The header that has a browser forget it.
    pub(super) fn clear(self, is_secure: bool) -> HeaderValue {
        self.header("; Max-Age=0", is_secure)
    }

    fn header(self, value: &str, is_secure: bool) -> HeaderValue {
        let secure = if is_secure { "; Secure" } else { "" };
        let text = format!("{}={value}; Path=/; HttpOnly; SameSite=Lax{secure}", self.name(is_secure));
        let mut header =
            HeaderValue::from_str(&text).expect("a cookie's value is made of letters and digits");
        // Kept out of whatever prints headers.
        header.set_sensitive(true);
        header
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cookies_are_for_this_host_and_no_script() {
        let secure = Cookie::Session.set("trj_x", true);
        let expected = "__Host-tiraj-session=trj_x; Max-Age=5184000; Path=/; HttpOnly; SameSite=Lax; Secure";
        assert_eq!(secure.to_str().unwrap(), expected);
        assert!(!format!("{secure:?}").contains("trj_x"), "it never shows in a log");
        let plain = Cookie::Guest.clear(false);
        assert_eq!(plain.to_str().unwrap(), "tiraj-guest=; Max-Age=0; Path=/; HttpOnly; SameSite=Lax");
    }

    #[test]
    fn only_the_cookie_of_the_same_kind_of_connection_is_read() {
        let mut headers = HeaderMap::new();
        headers.append(header::COOKIE, "a=b; tiraj-session=plain".parse().unwrap());
        headers.append(header::COOKIE, "__Host-tiraj-session=secure;tiraj-guest=".parse().unwrap());
        assert_eq!(Cookie::Session.read(&headers, false), Some("plain"));
        assert_eq!(Cookie::Session.read(&headers, true), Some("secure"));
        assert_eq!(Cookie::Guest.read(&headers, false), Some(""));
        assert_eq!(Cookie::Form.read(&headers, false), None);
    }
}
