//! Where fetched files are kept.

use std::path::PathBuf;

use crate::FetchError;

/// The user's cache folder for Tiraj: `$XDG_CACHE_HOME/tiraj`, else `$HOME/.cache/tiraj`. `variable` reads the
/// environment.
///
/// # Errors
/// [`FetchError::CacheUnknown`] when neither is set.
pub fn cache_dir(variable: impl Fn(&str) -> Option<String>) -> Result<PathBuf, FetchError> {
    let set = |name| variable(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    set("XDG_CACHE_HOME")
        .or_else(|| set("HOME").map(|home| home.join(".cache")))
        .map(|cache| cache.join("tiraj"))
        .ok_or(FetchError::CacheUnknown)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cache_folder_follows_the_environment() {
        let of = |xdg: Option<&str>, home: Option<&str>| {
            let (xdg, home) = (xdg.map(str::to_owned), home.map(str::to_owned));
            cache_dir(move |name| if name == "HOME" { home.clone() } else { xdg.clone() }).ok()
        };
        assert_eq!(of(Some("/x"), Some("/h")), Some(PathBuf::from("/x/tiraj")));
        assert_eq!(of(Some(""), Some("/h")), Some(PathBuf::from("/h/.cache/tiraj")));
        assert_eq!(of(None, None), None);
    }
}
