//! Taps as data: each as its text, which every format keeps to the last bit.

use super::factors::Product;
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
#[derive(Serialize)]
#[serde(rename = "Taps")]
struct Written<'a> {
    shape: &'a [usize],
    values: &'a [Tap],
    ragged: bool,
}

/// All fields: text has the factors only where there are some.
#[derive(Serialize, Deserialize)]
#[serde(rename = "Taps", deny_unknown_fields)]
struct Whole<S, V, F> {
    shape: S,
    values: V,
    #[serde(default)]
    ragged: bool,
    /// The column and the row that the taps are the product of.
    #[serde(default)]
    factors: Option<[F; 2]>,
}

impl Serialize for Taps {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let (shape, values, ragged) = (&*self.shape, &*self.values, self.is_ragged());
        let factors = self.factors();
        if factors.is_none() && serializer.is_human_readable() {
            let written = Written {
                shape,
                values,
                ragged,
            };
            return written.serialize(serializer);
        }
        let whole = Whole {
            shape,
            values,
            ragged,
            factors: factors.map(|Product { column, row }| [column, row]),
        };
        whole.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Taps {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let Whole {
            shape,
            values,
            ragged,
            factors,
        } = Whole::<Vec<usize>, Vec<Tap>, Vec<Tap>>::deserialize(deserializer)?;
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
            _ => match factors {
                None => Ok(taps),
                Some([column, row]) => taps
                    .of_factors(column, row)
                    .ok_or_else(|| de::Error::custom("the taps are not the products of their factors: write `factors` of them, or none")),
            },
        }
    }
}
