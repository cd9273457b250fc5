//! Versions as they are kept: major and minor.

use smol_str::{SmolStr, format_smolstr};

/// The longest part of a version that is one; what is longer is somebody's play and not kept.
const MAX_PART: usize = 16;

/// The major and minor part of the version that a text begins with; `_` separates like `.`.
pub(super) fn read_version(text: &str) -> SmolStr {
    let end = text.find(|c: char| !c.is_ascii_digit() && c != '.' && c != '_').unwrap_or(text.len());
    let mut parts = text[..end].split(['.', '_']).filter(|part| !part.is_empty());
    join_version(parts.next(), parts.next())
}

/// A version of its parts, as far as there are any.
pub(super) fn join_version(major: Option<&str>, minor: Option<&str>) -> SmolStr {
    let kept = |part: &&str| !part.is_empty() && part.len() <= MAX_PART;
    match (major.filter(kept), minor.filter(kept)) {
        (Some(major), Some(minor)) => format_smolstr!("{major}.{minor}"),
        (Some(major), None) => SmolStr::new(major),
        (None, _) => SmolStr::default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn major_and_minor_are_kept() {
        for (text, version) in [
            ("143.0.7499.34 Safari", "143.0"),
            ("10_15_7)", "10.15"),
            ("9", "9"),
            ("", ""),
            ("x1", ""),
            ("..__", ""),
            ("12345678901234567.1", ""),
        ] {
            assert_eq!(read_version(text), version, "{text}");
        }
    }
}
