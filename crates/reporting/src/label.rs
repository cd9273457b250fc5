//! What editors call the closed sets' members and the sections.

use tiraj_locale::Locale;

/// The shown name of a share network; a name outside the closed set is shown as it is.
pub(crate) fn network(name: &str, locale: Locale) -> String {
    locale.name("network", name).unwrap_or(name).to_owned()
}

/// The shown name of a channel; a name outside the closed set is shown as it is.
pub(crate) fn channel(name: &str, locale: Locale) -> String {
    locale.name("channel", name).unwrap_or(name).to_owned()
}

/// The shown name of a kind of device; one outside the closed set is shown as it is.
pub(crate) fn device(name: &str, locale: Locale) -> String {
    if name.is_empty() {
        return locale.text("unknown").to_owned();
    }
    locale.name("device", name).unwrap_or(name).to_owned()
}

/// The shown name of a section; pages outside every section have an empty one.
pub(crate) fn section(name: &str, locale: Locale) -> String {
    if name.is_empty() { locale.text("section-none").to_owned() } else { name.to_owned() }
}
