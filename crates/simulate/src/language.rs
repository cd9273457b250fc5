//! The languages the newsroom writes in.

/// A language of the newsroom. Texts in several languages are arrays in the order of [`Lang::ALL`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Lang {
    Az,
    Ru,
    En,
}

impl Lang {
    pub(crate) const ALL: [Self; 3] = [Self::Az, Self::Ru, Self::En];

    /// The BCP 47 code, and the first folder of its pages.
    pub(crate) const fn code(self) -> &'static str {
        match self {
            Self::Az => "az",
            Self::Ru => "ru",
            Self::En => "en",
        }
    }

    /// The probability that a story is written in it; every story is written in the first.
    pub(crate) const fn coverage(self) -> f64 {
        match self {
            Self::Az => 1.0,
            Self::Ru => 0.55,
            Self::En => 0.35,
        }
    }

    /// How many readers a story finds in it, against the first.
    pub(crate) const fn reach(self) -> f64 {
        match self {
            Self::Az => 1.0,
            Self::Ru => 0.6,
            Self::En => 0.3,
        }
    }
}
