//! News sitemaps: `urlset`, with the extensions for news and for translations.

use tiraj_model::{ArticleMeta, Site};

use crate::feed::{Item, list, moment, text};
use crate::xml::Element;

/// What a `url` tells.
pub(crate) fn read(url: &Element, site: &Site) -> Item {
    let nothing = Element::default();
    let news = url.all("news:news").next().unwrap_or(&nothing);
    let publication = news.all("news:publication").next().unwrap_or(&nothing);
    let mut is_malformed = false;
    let meta = ArticleMeta {
        title: text(&news.text_of("news:title")),
        lang: text(&publication.text_of("news:language")),
        published_at: moment(&news.text_of("news:publication_date"), site, &mut is_malformed),
        updated_at: moment(&url.text_of("lastmod"), site, &mut is_malformed),
        tags: list(news.text_of("news:keywords").split(',').map(str::to_owned)),
        translations: url.all("xhtml:link").filter_map(read_translation).collect(),
        ..ArticleMeta::default()
    };
    let address = url.text_of("loc");
    let mut item = Item { address, meta, is_malformed };
    // A sitemap repeats the page itself among its translations, and says its language there.
    let own = item
        .meta
        .translations
        .iter()
        .find(|(_, other)| **other == *item.address)
        .map(|(lang, _)| lang.clone());
    if let Some(lang) = own {
        item.meta.translations.remove(&lang);
        if item.meta.lang.is_empty() {
            item.meta.lang = lang;
        }
    }
    item
}

/// `<xhtml:link rel="alternate" hreflang="ru" href="…">`; `x-default` is no language.
fn read_translation(link: &Element) -> Option<(smol_str::SmolStr, smol_str::SmolStr)> {
    let (lang, address) = (text(link.attribute("hreflang")), text(link.attribute("href")));
    let is_translation = link.attribute("rel") == "alternate" && !lang.is_empty() && lang != "x-default";
    (is_translation && !address.is_empty()).then_some((lang, address))
}
