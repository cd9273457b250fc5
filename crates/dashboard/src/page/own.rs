//! An author's own pieces with their figures.

use askama::Template;
use jiff::civil::Date;
use tiraj_model::Site;
use tiraj_reporting::notation;
use tiraj_store::ArticleFigures;

use super::access::written;
use crate::DashboardError;
use crate::http::Refusal;

#[derive(Template)]
#[template(path = "dashboard/own.html")]
pub(crate) struct Own<'a> {
    pub(crate) site: &'a Site,
    /// All that may be chosen.
    pub(crate) sites: &'a [Site],
    /// As author lines name who is signed in.
    pub(crate) author: &'a str,
    pub(crate) from: Date,
    pub(crate) to: Date,
    pub(crate) pieces: &'a [ArticleFigures],
    /// Whether there are more than are shown.
    pub(crate) is_cut: bool,
}

written!(Own);

/// The headline of a piece, or its path where none is known.
fn headline(piece: &ArticleFigures) -> &str {
    if piece.title.is_empty() { &piece.path } else { &piece.title }
}

/// The day on which it was published, in the site's zone; empty where unknown.
fn day(piece: &ArticleFigures, site: &Site) -> String {
    piece.published_at.map_or_else(String::new, |moment| moment.to_zoned(site.zone()).date().to_string())
}

/// A number as people read it.
fn count(number: &u64) -> String {
    notation::count(*number)
}
