//! One row of a catalogue.

use csv::ByteRecord;
use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use smol_str::SmolStr;
use tiraj_model::{ArticleMeta, DropReason, PageUrl, Site, normalise_path};

use super::columns::{ArticleField, Positions};

/// The article that a row tells of: its path, what is known of it, and its former paths.
pub(super) fn read(
    row: &ByteRecord,
    positions: &Positions,
    site: &Site,
) -> Result<(SmolStr, ArticleMeta, Vec<SmolStr>), DropReason> {
    let text = |field| positions.text(row, field);
    let path = read_path(&text(ArticleField::Url), site)?;
    let meta = ArticleMeta {
        id: text(ArticleField::Id).into(),
        title: text(ArticleField::Title).into(),
        section: text(ArticleField::Section).into(),
        authors: read_list(&text(ArticleField::Authors)),
        lang: text(ArticleField::Lang).into(),
        published_at: read_time(&text(ArticleField::PublishedAt), &site.zone())?,
        updated_at: read_time(&text(ArticleField::UpdatedAt), &site.zone())?,
        word_count: read_count(&text(ArticleField::WordCount))?,
        tags: read_list(&text(ArticleField::Tags)),
        canonical: read_addresses(&text(ArticleField::Canonical), site)?.pop().unwrap_or_default(),
        ..ArticleMeta::default()
    };
    Ok((path, meta, read_addresses(&text(ArticleField::MovedFrom), site)?))
}

/// The path of a page that is told by its URL or by the path alone.
pub(crate) fn read_path(address: &str, site: &Site) -> Result<SmolStr, DropReason> {
    if address.is_empty() {
        return Err(DropReason::MissingField);
    }
    if address.starts_with('/') && !address.starts_with("//") {
        return Ok(normalise_path(address));
    }
    let page = PageUrl::parse(address).map_err(|_| DropReason::BadUrl)?;
    if site.owns_host(&page.hostname) { Ok(page.path) } else { Err(DropReason::Hostname) }
}

/// A moment with its zone (RFC 3339), or a local one in the site's zone; a day alone begins at midnight.
pub(crate) fn read_time(text: &str, zone: &TimeZone) -> Result<Option<Timestamp>, DropReason> {
    if text.is_empty() {
        return Ok(None);
    }
    if let Ok(moment) = text.parse::<Timestamp>() {
        return Ok(Some(moment));
    }
    let local: DateTime = text.parse().map_err(|_| DropReason::Malformed)?;
    let moment = zone.to_ambiguous_timestamp(local).compatible().map_err(|_| DropReason::Malformed)?;
    Ok(Some(moment))
}

/// A whole number; none where it is 0.
fn read_count(text: &str) -> Result<Option<u32>, DropReason> {
    if text.is_empty() {
        return Ok(None);
    }
    let count: u32 = text.parse().map_err(|_| DropReason::Malformed)?;
    Ok(Some(count).filter(|count| *count > 0))
}

/// Paths or URLs of the site, separated by spaces, `;` or `|`, none of which stands in an address unencoded.
fn read_addresses(text: &str, site: &Site) -> Result<Vec<SmolStr>, DropReason> {
    text.split([' ', ';', '|']).filter(|item| !item.is_empty()).map(|item| read_path(item, site)).collect()
}

fn read_list(text: &str) -> Vec<SmolStr> {
    text.split([';', '|', ',']).map(str::trim).filter(|item| !item.is_empty()).map(SmolStr::new).collect()
}
