//! The pages by which one comes in.

use askama::Template;

use crate::DashboardError;
use crate::http::Refusal;

/// The form of who signs in.
#[derive(Template)]
#[template(path = "dashboard/sign_in.html")]
pub(crate) struct SignIn<'a> {
    /// Where one goes on to.
    pub(crate) next: &'a str,
    pub(crate) email: &'a str,
    /// Why it did not work before.
    pub(crate) trouble: Option<&'a str>,
    /// Whether the password travels so that others can read it.
    pub(crate) is_read_by_others: bool,
    /// Whether nobody is registered yet.
    pub(crate) is_new: bool,
    pub(crate) form_token: &'a str,
}

/// The form of the first owner, and of who was invited.
#[derive(Template)]
#[template(path = "dashboard/welcome.html")]
pub(crate) struct Welcome<'a> {
    /// The secret of the address.
    pub(crate) token: &'a str,
    pub(crate) name: &'a str,
    pub(crate) email: &'a str,
    pub(crate) is_first: bool,
    pub(crate) trouble: Option<&'a str>,
    pub(crate) is_read_by_others: bool,
    pub(crate) form_token: &'a str,
}

/// The form of who opens a share link that asks for a password.
#[derive(Template)]
#[template(path = "dashboard/guest.html")]
pub(crate) struct Guest<'a> {
    pub(crate) site: &'a str,
    pub(crate) trouble: Option<&'a str>,
    pub(crate) form_token: &'a str,
}

/// Gives pages a method that writes them.
macro_rules! written {
    ($($page:ident),+) => {$(
        impl $page<'_> {
            /// The page.
            pub(crate) fn html(&self) -> Result<String, Refusal> {
                Ok(self.render().map_err(DashboardError::from)?)
            }
        }
    )+};
}

pub(super) use written;

written!(SignIn, Welcome, Guest);
