//! Which right each route needs: one table, by which [`admission`](super::admission) lets requests in.
//!
//! A route without a line here is refused, so a new page is added in two places: its handler to the router, and its
//! line here, beside those of its kind.

use http::Method;
use tiraj_people::Right;

/// A method that routes take; `HEAD` counts as `Get`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verb {
    Get,
    Post,
    Put,
}

/// Where a request says which site it means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum SiteIn {
    /// Nowhere: it means none.
    Nothing,
    /// In the parameter `site`; where that is missing, the first site is meant that the visitor may see.
    Query,
    /// In the field `site_id` of a JSON body.
    Body,
}

/// A route's line.
#[derive(Debug, Clone, Copy)]
pub(super) struct Line {
    pub(super) verb: Verb,
    /// The path as the router writes it.
    pub(super) path: &'static str,
    pub(super) right: Right,
    pub(super) site: SiteIn,
    /// Whether its body is a form of our own pages: it changes something on behalf of who is signed in, and so must prove
    /// that it comes from them.
    pub(super) is_form: bool,
}

/// All lines.
pub(super) const LINES: &[Line] = &[
    // Pages of a site.
    page("/"),
    page("/live"),
    page("/charts/{file}"),
    page("/reports"),
    page("/reports/archive"),
    page("/reports/weekly"),
    page("/sections"),
    page("/authors"),
    page("/languages"),
    page("/sources"),
    page("/stories"),
    page("/trends"),
    page("/quality"),
    // The page of one article, which its parameter `path` names.
    article("/story"),
    own("/own"),
    // Figures for programs.
    stats("/api/v1/stats/summary"),
    stats("/api/v1/stats/timeseries"),
    stats("/api/v1/stats/breakdown"),
    stats("/api/v1/stats/articles"),
    stats("/api/v1/stats/stories"),
    stats("/api/v1/stats/live"),
    stats("/api/v1/stats/ledger"),
    Line { verb: Verb::Post, site: SiteIn::Body, ..stats("/api/v2/query") },
    Line { right: Right::Lookup, ..stats("/api/v1/articles") },
    Line { verb: Verb::Put, right: Right::Describe, ..stats("/api/v1/articles") },
    // What tells no figures.
    open("/api/v1/openapi.json"),
    open("/assets/dashboard.css"),
    open("/assets/live.js"),
    open("/assets/inter-regular.woff2"),
    open("/assets/inter-bold.woff2"),
    open("/unsubscribe"),
    // Mail programs send it, which have seen no form.
    Line { verb: Verb::Post, ..open("/unsubscribe") },
    // The ways in and out.
    open("/sign-in"),
    form("/sign-in", Right::Open),
    open("/welcome"),
    form("/welcome", Right::Open),
    open("/s/{secret}"),
    form("/s/{secret}", Right::Open),
    form("/sign-out", Right::SignedIn),
    // Settings.
    settings("/settings", Right::SignedIn),
    form("/settings/password", Right::SignedIn),
    form("/settings/sessions/end", Right::SignedIn),
    settings("/settings/people", Right::Own),
    form("/settings/people/add", Right::Own),
    form("/settings/people/role", Right::Own),
    form("/settings/people/invite", Right::Own),
    form("/settings/people/remove", Right::Own),
    settings("/settings/tokens", Right::Own),
    form("/settings/tokens/create", Right::Own),
    form("/settings/tokens/revoke", Right::Own),
    settings("/settings/links", Right::Links),
    form("/settings/links/make", Right::Links),
    form("/settings/links/revoke", Right::Links),
    form("/settings/links/public", Right::Own),
    settings("/settings/audit", Right::Administer),
];

const fn open(path: &'static str) -> Line {
    Line { verb: Verb::Get, path, right: Right::Open, site: SiteIn::Nothing, is_form: false }
}

const fn page(path: &'static str) -> Line {
    Line { right: Right::Page, site: SiteIn::Query, ..open(path) }
}

const fn article(path: &'static str) -> Line {
    Line { right: Right::ArticlePage, ..page(path) }
}

const fn own(path: &'static str) -> Line {
    Line { right: Right::OwnPieces, ..page(path) }
}

const fn stats(path: &'static str) -> Line {
    Line { right: Right::Stats, ..page(path) }
}

const fn settings(path: &'static str, right: Right) -> Line {
    Line { right, ..open(path) }
}

const fn form(path: &'static str, right: Right) -> Line {
    Line { verb: Verb::Post, is_form: true, ..settings(path, right) }
}

impl Verb {
    /// The verb of a method; none of one that no route takes.
    pub(super) fn of(method: &Method) -> Option<Self> {
        match *method {
            Method::GET | Method::HEAD => Some(Self::Get),
            Method::POST => Some(Self::Post),
            Method::PUT => Some(Self::Put),
            _ => None,
        }
    }

    /// The methods that it stands for, as the header `allow` names them.
    pub(super) const fn methods(self) -> &'static str {
        match self {
            Self::Get => "GET,HEAD",
            Self::Post => "POST",
            Self::Put => "PUT",
        }
    }
}

/// The lines of a path as the router writes it.
pub(super) fn lines_of(path: &str) -> impl Iterator<Item = &'static Line> {
    LINES.iter().filter(move |line| line.path == path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_route_has_one_line() {
        for (index, line) in LINES.iter().enumerate() {
            let twin = LINES[..index].iter().find(|other| (other.path, other.verb) == (line.path, line.verb));
            assert!(twin.is_none(), "{line:?}");
        }
    }

    #[test]
    fn whatever_changes_something_for_a_person_is_a_form() {
        for line in LINES.iter().filter(|line| line.verb != Verb::Get && !line.is_form) {
            // A token says who asks, not the browser; and what is read changes nothing.
            let is_fine =
                line.right == Right::Describe || line.right == Right::Stats || line.path == "/unsubscribe";
            assert!(is_fine, "{line:?}");
        }
    }
}
