//! Closed sets of names: an enum whose every variant has one fixed text.
//!
//! The text is the outside name: it lies on disk, in ClickHouse and in what others script against, so it
//! is written once, beside the variant, and everything else (parsing, listing, serialising) derives from it.

/// A text that is not a member of a closed set.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{given}` is no {set}; use one of: {known}")]
pub struct UnknownName {
    /// What was given, at most 64 characters of it.
    pub given: String,
    /// What the set's members are called.
    pub set: &'static str,
    /// The members, separated by commas.
    pub known: String,
}

impl UnknownName {
    pub(crate) fn new(given: &str, set: &'static str, known: &[&str]) -> Self {
        Self { given: given.chars().take(64).collect(), set, known: known.join(", ") }
    }
}

/// Declares an enum with one fixed text a variant; see the module's documentation.
macro_rules! closed_set {
    (
        $(#[$meta:meta])*
        $name:ident as $set:literal {
            $( $(#[$variant_meta:meta])* $variant:ident = $text:literal ),+ $(,)?
        }
    ) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
        pub enum $name {
            $( $(#[$variant_meta])* #[serde(rename = $text)] $variant ),+
        }

        impl $name {
            /// Every member, in the order of declaration.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The fixed outside name.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text),+ }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::UnknownName;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                match text {
                    $($text => Ok(Self::$variant),)+
                    other => Err($crate::UnknownName::new(other, $set, &[$($text),+])),
                }
            }
        }
    };
}

pub(crate) use closed_set;

#[cfg(test)]
mod tests {
    use crate::{
        BotReason, Channel, Device, Dimension, DropReason, EventKind, Interval, Language, Metric, Operator,
        Platform, Role, Scope, ShareNetwork,
    };

    macro_rules! check_round_trip {
        ($($set:ident),+) => {$(
            for member in $set::ALL {
                assert_eq!(member.as_str().parse::<$set>().as_ref(), Ok(member));
                let json = serde_json::to_string(member).unwrap();
                assert_eq!(json, format!("\"{member}\""), "serde and Display must agree");
            }
        )+};
    }

    #[test]
    fn every_name_parses_back_to_its_member() {
        check_round_trip!(
            BotReason,
            Channel,
            Device,
            Dimension,
            DropReason,
            EventKind,
            Interval,
            Language,
            Metric,
            Operator,
            Platform,
            Role,
            Scope,
            ShareNetwork
        );
    }

    #[test]
    fn a_stranger_is_refused_with_the_list() {
        let error = "myspace".parse::<ShareNetwork>().unwrap_err();
        assert!(error.to_string().starts_with("`myspace` is no share network; use one of: facebook, x,"));
    }
}
