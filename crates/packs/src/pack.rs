//! The packs: rules and data that a newer release replaces without a new binary.

use std::path::{Path, PathBuf};

use crate::{Digest, Item};

/// The command that fetches packs.
pub(crate) const COMMAND: &str = "tiraj packs install";

/// One file of one npm package that something of Tiraj reads where it is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pack {
    /// Its short name, and the beginning of its folder's.
    pub name: &'static str,
    /// What it is, in words.
    pub what: &'static str,
    /// The npm package.
    pub package: &'static str,
    /// The pinned version.
    pub version: &'static str,
    /// The pinned digest of that version's tarball.
    pub digest: Digest,
    /// The size of that version's file.
    pub bytes: u64,
    /// How much is fetched, in words.
    pub size: &'static str,
    /// The file in the package.
    pub file: &'static str,
    /// The file's name in the cache.
    pub kept_as: &'static str,
    /// The licence, with the attribution that it asks for.
    pub licence: &'static str,
    /// What uses it, with the setting that names another file.
    pub used_for: &'static str,
}

/// The rules by which user agents are read.
pub const AGENTS: Pack = Pack {
    name: "uap-core",
    what: "the rules of user agents",
    package: "uap-core",
    version: "0.18.0",
    digest: Digest::pinned(
        "121e694b38ac7a6d5ed30c86edbeaa8207a1ae8149370f87e917419025fee038\
         d37cff486c0c3fccc8837cc6670a0872c9193596441917c7ba0519d101046bd3",
    ),
    bytes: 205_558,
    size: "50 kB",
    file: "regexes.yaml",
    kept_as: "regexes.yaml",
    licence: "Apache-2.0",
    used_for: "browsers, systems and devices (enrich.agents)",
};

/// The countries of addresses.
pub const COUNTRIES: Pack = Pack {
    name: "geo-whois-asn-country",
    what: "the countries of addresses",
    package: "@ip-location-db/geo-whois-asn-country-mmdb",
    version: "2.3.2026061719",
    digest: Digest::pinned(
        "c5e9810cd425e260980ee55ba9ede32862ac543ca464691fbde6e1b4e87fdd51\
         8b69dabcbeca7bb7ba27b69314b77847eec0064f478b0f227df5257ed306b166",
    ),
    bytes: 7_841_291,
    size: "8 MB",
    file: "geo-whois-asn-country.mmdb",
    kept_as: "country.mmdb",
    licence: "CC0-1.0, made of data by the NRO (https://www.nro.net) under CC BY 4.0",
    used_for: "countries (enrich.geography)",
};

/// Every pack.
pub const PACKS: &[&Pack] = &[&AGENTS, &COUNTRIES];

impl Pack {
    /// Where a version's file is kept, in the folder of all packs.
    pub(crate) fn path(&self, folder: &Path, version: &str) -> PathBuf {
        folder.join(format!("{}-{version}", self.name)).join(self.kept_as)
    }

    /// A release of the pack as something to fetch. `bytes` and `size` are known of the pinned one only.
    pub(crate) fn item(&self, folder: &Path, version: &str, digest: Digest) -> Item {
        let is_pinned = version == self.version;
        Item {
            what: self.what,
            command: COMMAND,
            specifier: format!("{}@{version}", self.package),
            digest,
            file: self.file,
            bytes: is_pinned.then_some(self.bytes),
            size: if is_pinned { self.size } else { "" },
            target: self.path(folder, version),
        }
    }
}
