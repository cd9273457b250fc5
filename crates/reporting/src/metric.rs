//! What each metric means: the one place where it is named and defined.

use serde::Serialize;
use tiraj_locale::Locale;

/// A measure of readership.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Metric {
    /// Pages shown.
    Views,
    /// Distinct visitors.
    Readers,
    /// Share buttons pressed.
    Shares,
    /// Shares per view.
    ShareRate,
}

/// A metric with its meaning, as reports and exports show it.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Definition {
    /// Which metric.
    pub metric: Metric,
    /// Its name.
    pub name: &'static str,
    /// What it counts, in one or two sentences.
    pub text: &'static str,
}

impl Metric {
    /// Every metric, in the order in which reports show them.
    pub const ALL: [Self; 4] = [Self::Views, Self::Readers, Self::Shares, Self::ShareRate];

    /// The metric's name.
    #[must_use]
    pub fn name(self, locale: Locale) -> &'static str {
        locale.text(match self {
            Self::Views => "metric-views",
            Self::Readers => "metric-readers",
            Self::Shares => "metric-shares",
            Self::ShareRate => "metric-share-rate",
        })
    }

    /// What the metric counts.
    #[must_use]
    pub fn text(self, locale: Locale) -> &'static str {
        locale.text(match self {
            Self::Views => "metric-views-text",
            Self::Readers => "metric-readers-text",
            Self::Shares => "metric-shares-text",
            Self::ShareRate => "metric-share-rate-text",
        })
    }

    /// Name and text together.
    #[must_use]
    pub fn definition(self, locale: Locale) -> Definition {
        Definition { metric: self, name: self.name(locale), text: self.text(locale) }
    }
}

/// The definitions of all metrics, in the order in which reports show them.
#[must_use]
pub fn definitions(locale: Locale) -> [Definition; 4] {
    Metric::ALL.map(|metric| metric.definition(locale))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_metric_is_defined_by_a_sentence() {
        for definition in definitions(Locale::ENGLISH) {
            assert!(definition.text.ends_with('.'), "{definition:?}");
        }
    }
}
