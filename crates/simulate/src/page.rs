//! The pages of the site: front pages and articles, and how much they attract.

use smol_str::{SmolStr, format_smolstr};
use tiraj_model::Site;

use crate::language::Lang;
use crate::life::Life;

/// A page as readers meet it.
#[derive(Debug, Clone)]
pub(crate) struct Page {
    /// Its normalised path.
    pub(crate) path: SmolStr,
    /// Host and path, as it stands in the referrer of the next page.
    pub(crate) referrer: SmolStr,
    /// Its language.
    pub(crate) lang: Lang,
    /// When it appeared, in milliseconds since 1970; for a front page, long ago.
    pub(crate) published: i64,
    /// How many readers it attracts over its life, against a middling article.
    pub(crate) popularity: f64,
    /// How they come and go.
    pub(crate) life: Life,
    /// The post about it in the newsroom's Telegram channel.
    pub(crate) post: Option<Post>,
}

/// A post in a Telegram channel that links to an article.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Post {
    /// When, in milliseconds since 1970.
    pub(crate) at: i64,
    /// How many readers it brings, in the measure of [`Page::popularity`].
    pub(crate) reach: f64,
}

/// All pages of the site.
#[derive(Debug)]
pub(crate) struct Pages {
    /// The front page of each language, in the order of [`Lang::ALL`].
    pub(crate) fronts: [Page; 3],
    /// The articles, in the order of publication.
    pub(crate) articles: Vec<Page>,
}

/// The front page of a language.
pub(crate) fn front(site: &Site, lang: Lang) -> Page {
    let path = format_smolstr!("/{}", lang.code());
    Page {
        referrer: format_smolstr!("{}{path}", site.name),
        path,
        lang,
        published: i64::MIN,
        popularity: lang.reach(),
        life: Life::News,
        post: None,
    }
}
