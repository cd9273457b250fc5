//! Reading a user agent by the built-in tables.

use std::sync::LazyLock;

use smol_str::SmolStr;
use tiraj_model::Device;

use super::browser_tables::{APPS, BROWSERS, has_browser};
use super::product::{Product, lead_product, relative_product};
use super::system_tables::{DEVICES, SYSTEMS, VERSIONLESS, WINDOWS_VERSIONS};
use super::tokens::Tokens;
use super::version::read_version;

static KNOWN_APPS: LazyLock<Tokens<&str>> = LazyLock::new(|| Tokens::compile(APPS));
static KNOWN_BROWSERS: LazyLock<Tokens<&str>> = LazyLock::new(|| Tokens::compile(BROWSERS));
static KNOWN_SYSTEMS: LazyLock<Tokens<&str>> = LazyLock::new(|| Tokens::compile(SYSTEMS));
static KNOWN_DEVICES: LazyLock<Tokens<Device>> = LazyLock::new(|| Tokens::compile(DEVICES));

/// A program that shows pages and is no browser of its own name.
pub(super) const MOBILE_APP: &str = "Mobile App";

/// Browsers that other programs pass themselves off as.
const COMMON: &[&str] = &["", "Chrome", "Firefox", "Safari", "Android Browser", MOBILE_APP];

/// Whether a browser's name leaves open which program it was.
pub(super) fn is_common(browser: &str) -> bool {
    COMMON.contains(&browser)
}

/// The program that shows the page inside itself, if it is a known one.
fn read_app(text: &str) -> Option<Product> {
    find_family(text, &KNOWN_APPS).map(|(family, version)| (SmolStr::new_static(family), version))
}

/// The browser, by all tables; the leading product where none knows it.
pub(super) fn read_browser(text: &str) -> Product {
    if let Some(app) = read_app(text) {
        return app;
    }
    let Some((family, version)) = find_family(text, &KNOWN_BROWSERS) else { return read_unknown(text) };
    let family = match family {
        "Chrome" | "Safari" if is_embedded(text) => MOBILE_APP,
        // `Version/` alone is an old Android's own browser or a program that shows pages.
        "Safari" if !text.contains("Safari") => return read_unknown(text),
        "Safari" if text.contains("Android") => "Android Browser",
        "Safari" if text.contains("BlackBerry") => "BlackBerry Browser",
        "Opera" if text.starts_with("Opera/") => {
            return (SmolStr::new_static(family), opera_version(text, version));
        }
        _ => family,
    };
    match relative_product(text) {
        Some(relative) if matches!(family, "Chrome" | "Safari" | "Electron") => relative,
        _ => (SmolStr::new_static(family), version),
    }
}

/// The browser where the rules know only the common one that it descends from: by a token of the tables, or by a
/// product of its own.
pub(super) fn read_relative(text: &str, common: &str) -> Option<Product> {
    let (name, version) = read_browser(text);
    let known = has_browser(&name) && !is_common(&name);
    let own = matches!(common, "Chrome" | "Safari") && !is_common(&name);
    let behind_safari = common == "Safari" && name == "Chrome";
    (known || own || behind_safari).then_some((name, version))
}

fn read_unknown(text: &str) -> Product {
    if text.contains("Trident/") {
        let version = text.split_once("rv:").map(|(_, rest)| read_version(rest)).unwrap_or_default();
        return (SmolStr::new_static("Internet Explorer"), version);
    }
    if text.contains("AppleWebKit/") && text.contains("Mobile/") {
        return (SmolStr::new_static(MOBILE_APP), SmolStr::default());
    }
    if text.contains(" Safari/") {
        return (SmolStr::new_static("Safari"), SmolStr::default());
    }
    lead_product(text)
}

/// Whether a page is shown inside a program: Android says so, and its own browser never named Chrome beside a version
/// of its own.
fn is_embedded(text: &str) -> bool {
    text.contains("Android") && (text.contains("; wv)") || text.contains("Version/4.0 Chrome/"))
}

/// Opera stayed at 9.80 for ever and writes its version elsewhere.
fn opera_version(text: &str, version: SmolStr) -> SmolStr {
    let later = text.split_once("Version/").map(|(_, rest)| read_version(rest));
    if version == "9.80" { later.unwrap_or(version) } else { version }
}

/// The operating system and its version.
pub(super) fn read_system(text: &str) -> Product {
    if is_ios_as_mac(text) {
        return (SmolStr::new_static("iOS"), SmolStr::default());
    }
    let Some((family, version)) = find_family(text, &KNOWN_SYSTEMS) else { return Product::default() };
    let version = match family {
        "Windows" => windows_version(&version),
        _ if VERSIONLESS.contains(&family) => SmolStr::default(),
        _ => version,
    };
    (SmolStr::new_static(family), version)
}

/// Whether an iPad or iPhone asks for desktop pages: it passes for a Mac, and gives itself away by what no Mac says.
pub(super) fn is_ios_as_mac(text: &str) -> bool {
    text.contains("Macintosh")
        && ["Mobile/", "CriOS/", "FxiOS/", "EdgiOS/"].iter().any(|mark| text.contains(mark))
}

/// The size class of the device.
pub(super) fn read_device(text: &str) -> Device {
    if is_ios_as_mac(text) {
        return Device::Tablet;
    }
    KNOWN_DEVICES.find(text).map_or(Device::Unknown, |(device, _)| device)
}

/// The family that a table knows, and the version that follows its token.
fn find_family(text: &str, families: &Tokens<&'static str>) -> Option<(&'static str, SmolStr)> {
    families.find(text).map(|(family, rest)| (family, read_version(rest)))
}

fn windows_version(kernel: &str) -> SmolStr {
    let known = WINDOWS_VERSIONS.iter().find(|(number, _)| *number == kernel);
    SmolStr::new(known.map_or(kernel, |(_, name)| *name))
}
