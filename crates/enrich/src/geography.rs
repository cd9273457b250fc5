//! From an address to country, region and city.

use std::net::IpAddr;
use std::path::Path;

use maxminddb::Reader;
use serde::Deserialize;
use smol_str::{SmolStr, format_smolstr};

use crate::PackError;

/// A place on earth. Texts are empty where nothing is known.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Place {
    /// ISO 3166-1 alpha-2 code of the country, in capitals.
    pub country: SmolStr,
    /// ISO 3166-2 code of the region, with the country's prefix.
    pub region: SmolStr,
    /// English name of the city.
    pub city: SmolStr,
}

/// A database of places by address, held in memory.
///
/// A look-up is a walk down a tree of bits and the decoding of one small record. That is cheap enough for every event
/// (`benches/sources.rs`), so nothing here remembers an address.
#[derive(Debug)]
pub struct Geography {
    database: Option<Reader<Vec<u8>>>,
}

/// What is read of a record. MaxMind's databases nest the country; those of one level write its code as it is.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Record<'a> {
    #[serde(borrow)]
    country: Coded<'a>,
    country_code: Option<&'a str>,
    #[serde(borrow)]
    subdivisions: Vec<Coded<'a>>,
    #[serde(borrow)]
    city: Named<'a>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Coded<'a> {
    iso_code: Option<&'a str>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Named<'a> {
    #[serde(borrow)]
    names: Names<'a>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Names<'a> {
    en: Option<&'a str>,
}

impl Geography {
    /// No database: every place is unknown.
    #[must_use]
    pub fn unknown() -> Self {
        Self { database: None }
    }

    /// Opens a database in MaxMind's format, of countries or of cities.
    ///
    /// # Errors
    /// When the file is none.
    pub fn open(path: &Path) -> Result<Self, PackError> {
        let unusable = |reason: String| PackError::Unusable { path: path.to_owned(), reason };
        let bytes = std::fs::read(path).map_err(|error| unusable(error.to_string()))?;
        let database = Reader::from_source(bytes).map_err(|error| unusable(error.to_string()))?;
        Ok(Self { database: Some(database) })
    }

    /// When the database was built, in seconds since 1970. `None` where there is none.
    #[must_use]
    pub fn built_at(&self) -> Option<u64> {
        self.database.as_ref().map(|database| database.metadata().build_epoch)
    }

    /// Where an address is. One that the database does not hold, or holds in a shape that is not known, is nowhere.
    #[must_use]
    pub fn find(&self, address: IpAddr) -> Place {
        let look_up = |database: &Reader<Vec<u8>>| {
            let found = database.lookup(address.to_canonical()).ok()?;
            found.decode::<Record<'_>>().ok()?.map(|record| record.place())
        };
        self.database.as_ref().and_then(look_up).unwrap_or_default()
    }
}

impl Record<'_> {
    fn place(&self) -> Place {
        let country = self.country.iso_code.or(self.country_code).unwrap_or_default().to_ascii_uppercase();
        let region = self.subdivisions.first().and_then(|region| region.iso_code);
        let region = region.filter(|_| !country.is_empty());
        Place {
            region: region.map_or(SmolStr::default(), |region| format_smolstr!("{country}-{region}")),
            country: country.into(),
            city: self.city.names.en.map_or(SmolStr::default(), SmolStr::new),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;

    fn check(geography: &Geography, address: &str, country: &str, region: &str, city: &str) {
        let place = geography.find(address.parse().unwrap());
        let found = (place.country.as_str(), place.region.as_str(), place.city.as_str());
        assert_eq!(found, (country, region, city), "{address}");
    }

    /// MaxMind's test database, where this machine has it.
    fn cities() -> Option<Geography> {
        let path =
            Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/geo/GeoLite2-City-Test.mmdb");
        if path.is_file() {
            return Some(Geography::open(&path).unwrap());
        }
        eprintln!("NOT RUN: {} is absent, so no database of cities was read", path.display());
        None
    }

    /// The pack of countries, where it is installed.
    fn countries() -> Option<Geography> {
        let cache = std::env::var_os("XDG_CACHE_HOME").map(PathBuf::from);
        let cache = cache.or_else(|| std::env::home_dir().map(|home| home.join(".cache")))?;
        let packs = std::fs::read_dir(cache.join("tiraj/packs")).into_iter().flatten().flatten();
        let mut files = packs.map(|pack| pack.path().join("country.mmdb")).filter(|path| path.is_file());
        let path = files.next();
        if path.is_none() {
            eprintln!("NOT RUN: the pack of countries is not installed; run `tiraj packs install`");
        }
        path.map(|path| Geography::open(&path).unwrap())
    }

    #[test]
    fn cities_have_country_region_and_english_name() {
        let Some(geography) = cities() else { return };
        check(&geography, "2.125.160.216", "GB", "GB-ENG", "Boxford");
        check(&geography, "::ffff:2.125.160.216", "GB", "GB-ENG", "Boxford");
        check(&geography, "81.2.69.142", "GB", "GB-ENG", "London");
        check(&geography, "2001:218::1", "JP", "", "");
        check(&geography, "127.0.0.1", "", "", "");
        assert!(geography.built_at() > Some(1_500_000_000));
    }

    #[test]
    fn a_database_of_countries_has_countries() {
        let Some(geography) = countries() else { return };
        check(&geography, "193.0.6.139", "NL", "", "");
        check(&geography, "2001:67c:2e8:22::c100:68b", "NL", "", "");
        check(&geography, "10.0.0.1", "", "", "");
    }

    #[test]
    fn a_file_that_is_no_database_is_refused_by_name() {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), "<html>").unwrap();
        for path in [file.path(), Path::new("/nonexistent/country.mmdb")] {
            let error = Geography::open(path).unwrap_err().to_string();
            assert!(error.contains(path.to_str().unwrap()), "{error}");
        }
    }

    #[test]
    fn without_a_database_every_place_is_unknown() {
        assert_eq!(Geography::unknown().find("192.0.2.1".parse().unwrap()), Place::default());
        assert_eq!(Geography::unknown().built_at(), None);
    }
}
