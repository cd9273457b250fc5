//! Versions as they are kept: major and minor.

use smol_str::{SmolStr, format_smolstr};

/// The major and minor part of the version that a text begins with; `_` separates like `.`.
pub(super) fn read_version(text: &str) -> SmolStr {
    let end = text.find(|c: char| !c.is_ascii_digit() && c != '.' && c != '_').unwrap_or(text.len());
    let mut parts = text[..end].split(['.', '_']).filter(|part| !part.is_empty());
    match (parts.next(), parts.next()) {
        (Some(major), Some(minor)) => format_smolstr!("{major}.{minor}"),
        (Some(major), None) => SmolStr::new(major),
        _ => SmolStr::default(),
    }
}
