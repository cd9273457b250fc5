//! What may be done by whom: a pure function of the right that a route needs, of who asks, and of the site.

use std::sync::Arc;

use tiraj_model::{Role, Scope, Site, SiteName, Token};

use crate::{Person, ShareLink};

/// The right that a route needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Right {
    /// None: the page asks who it is, or tells nothing.
    Open,
    /// To be somebody of the newsroom.
    SignedIn,
    /// To see a site's pages.
    Page,
    /// To see the page of one article.
    ArticlePage,
    /// To read a site's figures by program.
    Stats,
    /// To look up what is known of one article.
    Lookup,
    /// To describe a site's articles.
    Describe,
    /// To see the list of one's own pieces.
    OwnPieces,
    /// To give read-only links to a site's pages.
    Links,
    /// To own a site, or all of them.
    Own,
    /// To own all sites.
    Administer,
}

/// Who asks. More than one may be given at once; what one of them may do is done.
#[derive(Debug, Clone, Default)]
pub struct Visitor {
    /// The person who is signed in.
    pub person: Option<Arc<Person>>,
    /// The token that is shown.
    pub token: Option<Arc<Token>>,
    /// The share link that was opened.
    pub guest: Option<Arc<ShareLink>>,
    /// Whether nobody is asked to sign in here, since something in front does.
    pub unguarded: bool,
}

/// Whether it may be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Leave {
    /// Yes.
    Yes,
    /// If the article is the person's own.
    OfOwnPiece,
    /// No, but who signs in may be able to.
    SignIn,
    /// No.
    No,
}

impl Right {
    /// Whether a visitor has it on a site; none is meant where the route speaks of no site, or there is none at all.
    #[must_use]
    pub fn of(self, visitor: &Visitor, site: Option<&Site>) -> Leave {
        let has = self == Self::Open
            || self.is_seen_by_all(site)
            || visitor.unguarded && self.is_seeing()
            || visitor.guest.as_ref().is_some_and(|link| self.is_a_guests(link, site))
            || visitor.token.as_ref().is_some_and(|token| self.is_a_tokens(token, site));
        if has {
            return Leave::Yes;
        }
        match &visitor.person {
            Some(person) => self.of_person(person, site),
            None if visitor.token.is_some() || visitor.unguarded => Leave::No,
            None => Leave::SignIn,
        }
    }

    /// Whether it is but to see figures.
    const fn is_seeing(self) -> bool {
        matches!(self, Self::Page | Self::ArticlePage | Self::Stats | Self::Lookup)
    }

    fn is_seen_by_all(self, site: Option<&Site>) -> bool {
        matches!(self, Self::Page | Self::ArticlePage) && site.is_some_and(|site| site.public)
    }

    fn is_a_guests(self, link: &ShareLink, site: Option<&Site>) -> bool {
        matches!(self, Self::Page | Self::ArticlePage) && site.is_some_and(|site| site.name == link.site)
    }

    fn is_a_tokens(self, token: &Token, site: Option<&Site>) -> bool {
        let speaks = token.sites.is_empty() || site.is_some_and(|site| token.sites.contains(&site.name));
        let reads = self.is_seeing() && token.allows(Scope::Stats);
        let describes = matches!(self, Self::Describe | Self::Lookup) && token.allows(Scope::Articles);
        speaks && (reads || describes)
    }

    fn of_person(self, person: &Person, site: Option<&Site>) -> Leave {
        let has = match self {
            Self::Open | Self::SignedIn => true,
            Self::Describe => false,
            Self::Own => person.owns_any(),
            Self::Administer => person.owns_all(),
            Self::Links => self.is_an_editors(person, site.map(|site| &site.name)),
            _ => return self.of_role(site.map_or(Some(Role::Viewer), |site| person.role_on(&site.name))),
        };
        if has { Leave::Yes } else { Leave::No }
    }

    /// Whether a person may give links to the pages of a site, or of any where none is meant.
    fn is_an_editors(self, person: &Person, site: Option<&SiteName>) -> bool {
        let edits = |role: Option<Role>| matches!(role, Some(Role::Owner | Role::Editor));
        match site {
            Some(site) => edits(person.role_on(site)),
            None => edits(person.everywhere) || person.sites.values().any(|role| edits(Some(*role))),
        }
    }

    /// What a role may see.
    fn of_role(self, role: Option<Role>) -> Leave {
        match (self, role) {
            (_, None) => Leave::No,
            (Self::OwnPieces, _) | (_, Some(Role::Owner | Role::Editor | Role::Viewer)) => Leave::Yes,
            (Self::ArticlePage | Self::Lookup, Some(Role::Author)) => Leave::OfOwnPiece,
            (_, Some(Role::Author)) => Leave::No,
        }
    }
}

impl Visitor {
    /// Whether the visitor may see anything of a site.
    #[must_use]
    pub fn sees(&self, site: &Site) -> bool {
        [Right::Page, Right::Stats, Right::OwnPieces, Right::Describe]
            .iter()
            .any(|right| right.of(self, Some(site)) == Leave::Yes)
    }
}
