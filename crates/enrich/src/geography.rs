//! From an address to country, region and city.

use std::net::IpAddr;
use std::path::Path;

use smol_str::SmolStr;

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

/// A database of places by address.
#[derive(Debug)]
pub struct Geography {}

impl Geography {
    /// No database: every place is unknown.
    #[must_use]
    pub fn unknown() -> Self {
        Self {}
    }

    /// Opens a database in MaxMind's format.
    ///
    /// # Errors
    /// When the file is none.
    pub fn open(path: &Path) -> Result<Self, PackError> {
        Err(PackError::Unusable { path: path.to_owned(), reason: "not read yet".into() })
    }

    /// Where an address is.
    #[must_use]
    pub fn find(&self, _address: IpAddr) -> Place {
        Place::default()
    }
}
