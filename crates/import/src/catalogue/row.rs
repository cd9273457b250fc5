//! One row of a catalogue.

use csv::ByteRecord;
use jiff::Timestamp;
use smol_str::SmolStr;
use tiraj_model::{AddressError, ArticleMeta, DropReason, Site};

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
        published_at: read_time(&text(ArticleField::PublishedAt), site)?,
        updated_at: read_time(&text(ArticleField::UpdatedAt), site)?,
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
    site.path_of(address).map_err(|error| match error {
        AddressError::NoPage(_) => DropReason::BadUrl,
        AddressError::Foreign(_) => DropReason::Hostname,
    })
}

/// A moment as [`Site::moment`] reads it; none where there is no text.
fn read_time(text: &str, site: &Site) -> Result<Option<Timestamp>, DropReason> {
    if text.is_empty() { Ok(None) } else { site.moment(text).map(Some).ok_or(DropReason::Malformed) }
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
