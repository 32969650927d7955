//! Windows in the words of the language: what `Display` writes is what the macro reads.

use super::{AxisPadding, Border};
#[cfg(feature = "alloc")]
use super::{Padding, PerAxis};
use core::fmt;

/// A number as the macro reads it, with an exponent where all its digits would be many.
pub(crate) struct Short(pub(crate) f64);

impl fmt::Display for Short {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(value) = self;
        let size = value.abs();
        if value.is_finite() && *value != 0.0 && !(1e-5..1e16).contains(&size) {
            write!(f, "{value:e}")
        } else {
            write!(f, "{value}")
        }
    }
}

/// ```
/// # use conv_plan::window::Border;
/// assert_eq!(Border::Constant(7.0).to_string(), "constant(7)");
/// assert_eq!(Border::Constant(f64::NAN).to_string(), "constant(nan)");
/// assert_eq!(Border::default().to_string(), "zero");
/// ```
impl fmt::Display for Border {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Zero => "zero",
            Self::Constant(value) if value.is_nan() => "constant(nan)",
            Self::Constant(value) => return write!(f, "constant({})", Short(*value)),
            Self::Replicate => "replicate",
            Self::Reflect => "reflect",
            Self::Reflect101 => "reflect101",
            Self::Wrap => "wrap",
        })
    }
}

/// ```
/// # use conv_plan::window::AxisPadding;
/// let padding = AxisPadding::Explicit { before: 1, after: 2 };
/// assert_eq!(padding.to_string(), "[1, 2]");
/// assert_eq!(AxisPadding::SameLower.to_string(), "same_lower");
/// ```
impl fmt::Display for AxisPadding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Valid => "valid",
            Self::Same => "same",
            Self::SameLower => "same_lower",
            Self::Full => "full",
            Self::Causal => "causal",
            Self::Explicit { before, after } => return write!(f, "[{before}, {after}]"),
        })
    }
}

/// ```
/// # use conv_plan::window::Padding;
/// assert_eq!(Padding::default().to_string(), "valid");
/// assert_eq!(Padding::from(3).to_string(), "3");
/// assert_eq!(Padding::from([[0, 1], [2, 2]]).to_string(), "[[0, 1], [2, 2]]");
/// ```
#[cfg(feature = "alloc")]
impl fmt::Display for Padding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Amount(amount) => amount.fmt(f),
            Self::Amounts(amounts) => write!(f, "{amounts:?}"),
            Self::Sides(sides) => write!(f, "{sides:?}"),
            named => named.named().unwrap_or_default().fmt(f),
        }
    }
}

/// ```
/// # use conv_plan::window::{Border, PerAxis};
/// let borders = PerAxis::<Border>::from([Border::Wrap, Border::Constant(0.5)]);
/// assert_eq!(borders.to_string(), "[wrap, constant(0.5)]");
/// assert_eq!(PerAxis::All(2).to_string(), "2");
/// ```
#[cfg(feature = "alloc")]
impl<T: fmt::Display> fmt::Display for PerAxis<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let values = match self {
            Self::All(value) => return value.fmt(f),
            Self::Each(values) => values,
        };
        for (index, value) in values.iter().enumerate() {
            f.write_str(if index == 0 { "[" } else { ", " })?;
            value.fmt(f)?;
        }
        f.write_str(if values.is_empty() { "[]" } else { "]" })
    }
}

/// A border constant as data: a number, or the word `nan` in text, which has no other.
#[cfg(feature = "serde")]
pub(super) mod constant {
    use core::fmt;
    use serde::de::{self, Visitor};
    use serde::{Deserialize, Deserializer, Serializer};

    pub(in super::super) fn serialize<S: Serializer>(
        value: &f64,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        if value.is_nan() && serializer.is_human_readable() {
            serializer.serialize_str("nan")
        } else {
            serializer.serialize_f64(*value)
        }
    }

    pub(in super::super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<f64, D::Error> {
        if deserializer.is_human_readable() {
            deserializer.deserialize_any(AsConstant)
        } else {
            f64::deserialize(deserializer)
        }
    }

    struct AsConstant;

    impl Visitor<'_> for AsConstant {
        type Value = f64;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a border constant: a number, or `nan`")
        }

        fn visit_f64<E: de::Error>(self, value: f64) -> Result<f64, E> {
            Ok(value)
        }

        fn visit_i64<E: de::Error>(self, value: i64) -> Result<f64, E> {
            Ok(value as f64)
        }

        fn visit_u64<E: de::Error>(self, value: u64) -> Result<f64, E> {
            Ok(value as f64)
        }

        fn visit_str<E: de::Error>(self, text: &str) -> Result<f64, E> {
            match text {
                "nan" => Ok(f64::NAN),
                _ => Err(E::invalid_value(de::Unexpected::Str(text), &self)),
            }
        }
    }
}
