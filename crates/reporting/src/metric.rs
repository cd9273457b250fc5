//! What each metric means: the one place where it is named and defined.

use serde::Serialize;

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
    pub const fn name(self) -> &'static str {
        match self {
            Self::Views => "Views",
            Self::Readers => "Readers",
            Self::Shares => "Shares",
            Self::ShareRate => "Share rate",
        }
    }

    /// What the metric counts.
    #[must_use]
    pub const fn text(self) -> &'static str {
        match self {
            Self::Views => {
                "Times a page was opened by a person. Known bots are left out; a reload counts again."
            }
            Self::Readers => {
                "Distinct visitors, as far as they can be told apart without cookies. A visitor's mark changes every \
                 day, so a person who comes on three days of a week is three readers of that week."
            }
            Self::Shares => "Times a reader pressed a share button, copied the link or printed the article.",
            Self::ShareRate => "Shares divided by views.",
        }
    }

    /// Name and text together.
    #[must_use]
    pub const fn definition(self) -> Definition {
        Definition { metric: self, name: self.name(), text: self.text() }
    }
}

/// The definitions of all metrics, in the order in which reports show them.
#[must_use]
pub fn definitions() -> [Definition; 4] {
    Metric::ALL.map(Metric::definition)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_metric_is_defined_by_a_sentence() {
        for definition in definitions() {
            assert!(definition.text.ends_with('.'), "{definition:?}");
        }
    }
}
