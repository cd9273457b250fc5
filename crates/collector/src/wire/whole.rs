//! Whole numbers as JSON has them: `5`, and `5.0` and `5e0` too, which are the same number.

use serde::de::{Deserializer, Error, Unexpected, Visitor};

/// Reads an optional whole number within the range of `N`.
///
/// # Errors
/// When it is a fraction, out of range, or no number.
pub(super) fn deserialize<'de, D: Deserializer<'de>, N: TryFrom<i128>>(
    deserializer: D,
) -> Result<Option<N>, D::Error> {
    deserializer.deserialize_option(Whole).and_then(|number| match number {
        Some(number) => match N::try_from(number) {
            Ok(number) => Ok(Some(number)),
            Err(_) => Err(D::Error::custom(format!("{number} is out of range"))),
        },
        None => Ok(None),
    })
}

struct Whole;

impl<'de> Visitor<'de> for Whole {
    type Value = Option<i128>;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a whole number")
    }

    fn visit_none<E>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_i64<E>(self, number: i64) -> Result<Self::Value, E> {
        Ok(Some(number.into()))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Self::Value, E> {
        Ok(Some(number.into()))
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<Self::Value, E> {
        if number.is_finite() && number.fract() == 0.0 {
            // Beyond the range it saturates, and is out of range of every field then too.
            Ok(Some(number as i128))
        } else {
            Err(E::invalid_type(Unexpected::Float(number), &self))
        }
    }
}
