//! Which packs a node enriches with: the installed ones, or the files that the settings name.

use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use jiff::Timestamp;
use tiraj_enrich::{Enricher, PackError, PackFiles};
use tiraj_packs::{AGENTS, COUNTRIES, FetchError, Npm, PACKS, Progress, Shelf, cache_dir};

use crate::output::say;
use crate::settings::{PackChoice, Settings};

/// How often a running server looks for packs that were replaced.
const WATCH: Duration = Duration::from_secs(60);

/// A database of countries that is older, in seconds, is old.
const YEAR: i64 = 366 * 24 * 60 * 60;

/// The packs in the user's cache.
pub(crate) fn shelf() -> Result<Shelf, FetchError> {
    Ok(Shelf::new(&cache_dir(|name| std::env::var(name).ok())?, Npm::default()))
}

/// Fetches what is missing; a failure is said and nothing more, since all goes on without packs.
pub(crate) fn install_missing(progress: &dyn Progress) {
    for pack in PACKS {
        if let Err(error) = shelf().and_then(|shelf| shelf.install(pack, progress)) {
            say(&format!("going on without {}: {error}", pack.what));
        }
    }
}

/// The files to enrich with. Without a cache folder nothing is installed.
pub(crate) fn files(settings: &Settings) -> PackFiles {
    let shelf = shelf().ok();
    let file = |choice: &PackChoice, pack| match choice {
        PackChoice::Installed => shelf.as_ref()?.find(pack).map(|installed| installed.path),
        PackChoice::Off => None,
        PackChoice::File(path) => Some(path.clone()),
    };
    PackFiles {
        agent_rules: file(&settings.agents, &AGENTS),
        geography: file(&settings.geography, &COUNTRIES),
        datacentres: settings.datacentres.clone(),
    }
}

/// An enricher with the packs of the settings. A pack that is not installed is said to be missing, once.
pub(crate) fn open(settings: &Settings) -> Result<Enricher, PackError> {
    let files = files(settings);
    if files.geography.is_none() && settings.geography == PackChoice::Installed {
        tracing::info!("countries are unknown; run `tiraj packs install`");
    }
    if files.agent_rules.is_none() && settings.agents == PackChoice::Installed {
        tracing::info!("only common browsers and systems are known; run `tiraj packs install`");
    }
    Enricher::open(&files)
}

/// What is enriched with, in words; and what to do about it, where a pack is missing or has grown old.
pub(crate) fn describe(
    settings: &Settings,
    now: Timestamp,
) -> Result<(String, Option<&'static str>), PackError> {
    let files = files(settings);
    let built_at = Enricher::open(&files)?.geography_built_at();
    let shown = |file: &Option<PathBuf>| file.as_ref().map(|path| path.display().to_string());
    let agents = shown(&files.agent_rules).unwrap_or("the built-in rules".to_owned());
    let countries = shown(&files.geography).unwrap_or("unknown".to_owned());
    let missing = files.agent_rules.is_none() && settings.agents == PackChoice::Installed
        || files.geography.is_none() && settings.geography == PackChoice::Installed;
    let advice = match built_at {
        _ if missing => Some("run `tiraj packs install` for all"),
        Some(built_at) if is_old(built_at, now) => {
            Some("countries are older than a year and addresses have moved; run `tiraj packs update`")
        }
        _ => None,
    };
    Ok((format!("user agents: {agents}; countries: {countries}"), advice))
}

fn is_old(built_at: u64, now: Timestamp) -> bool {
    now.as_second().saturating_sub(built_at.try_into().unwrap_or(i64::MAX)) > YEAR
}

/// Reads packs anew when they are replaced, for as long as it is polled. One that cannot be read changes nothing.
pub(crate) async fn watch(enricher: Enricher, settings: Settings) {
    let mut seen = Stamp::of(&files(&settings));
    loop {
        tokio::time::sleep(WATCH).await;
        let files = files(&settings);
        let now = Stamp::of(&files);
        if now == seen {
            continue;
        }
        seen = now;
        let reader = enricher.clone();
        match tokio::task::spawn_blocking(move || reader.reload(&files)).await {
            Ok(Ok(())) => tracing::info!("packs were replaced; the new ones are in use"),
            Ok(Err(error)) => tracing::warn!(%error, "packs were replaced; the old ones stay in use"),
            Err(error) => tracing::error!(%error, "reading the packs broke off"),
        }
    }
}

/// What tells one state of the files from another.
#[derive(PartialEq, Eq)]
struct Stamp(Vec<(PathBuf, Option<SystemTime>)>);

impl Stamp {
    fn of(files: &PackFiles) -> Self {
        let modified = |path: &Path| path.metadata().and_then(|file| file.modified()).ok();
        let named = [&files.agent_rules, &files.geography, &files.datacentres].into_iter().flatten();
        Self(named.map(|path| (path.clone(), modified(path))).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_database_grows_old_in_a_year() {
        let now: Timestamp = "2026-11-23T00:00:00Z".parse().unwrap();
        for (built_at, expect) in [("2026-06-17T00:00:00Z", false), ("2025-11-20T00:00:00Z", true)] {
            let built_at: Timestamp = built_at.parse().unwrap();
            assert_eq!(is_old(built_at.as_second().try_into().unwrap(), now), expect, "{built_at}");
        }
    }
}
