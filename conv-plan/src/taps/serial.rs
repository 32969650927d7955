//! Taps as data: each as its text, which every format keeps to the last bit.

use super::{Form, KEPT, Tap, Taps, more_than};
use alloc::string::ToString;
use alloc::vec::Vec;
use core::fmt;
use serde::de::{self, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

impl Serialize for Tap {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Tap {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // Plain numbers, which a user would write, only where the format says what it holds.
        if deserializer.is_human_readable() {
            deserializer.deserialize_any(AsTap)
        } else {
            deserializer.deserialize_str(AsTap)
        }
    }
}

struct AsTap;

impl Visitor<'_> for AsTap {
    type Value = Tap;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a tap: a number, or text such as `1/16`")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Tap, E> {
        text.parse().map_err(E::custom)
    }

    fn visit_i64<E: de::Error>(self, value: i64) -> Result<Tap, E> {
        Ok(Tap::integer(value))
    }

    fn visit_u64<E: de::Error>(self, value: u64) -> Result<Tap, E> {
        value.to_string().parse().map_err(E::custom)
    }

    fn visit_f64<E: de::Error>(self, value: f64) -> Result<Tap, E> {
        Ok(Tap::Binary(value))
    }
}

/// The fields of taps.
#[derive(Serialize, Deserialize)]
#[serde(rename = "Taps", deny_unknown_fields)]
struct Written<S, V> {
    shape: S,
    values: V,
    #[serde(default)]
    ragged: bool,
}

impl Serialize for Taps {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let written = Written {
            shape: &self.shape,
            values: &self.values,
            ragged: self.is_ragged(),
        };
        written.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Taps {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let Written {
            shape,
            values,
            ragged,
        } = Written::<Vec<usize>, Vec<Tap>>::deserialize(deserializer)?;
        // More taps than a kernel can have were not kept, and its check says so.
        if values.is_empty() && more_than(KEPT, &shape) {
            return Ok(Self::unformed(shape));
        }
        let mut taps = Self::new(shape, values);
        if ragged {
            taps.form = Form::Ragged;
        }
        match taps.fault() {
            Some(fault) if !ragged && !taps.values.is_empty() => Err(de::Error::custom(fault)),
            _ => Ok(taps),
        }
    }
}
