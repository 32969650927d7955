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
    /// The column and the row of each product that the taps are the sum of.
    #[serde(default)]
    factors: Vec<[F; 2]>,
}

impl Serialize for Taps {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let (shape, values, ragged) = (&*self.shape, &*self.values, self.is_ragged());
        let products = self.products().iter();
        let factors: Vec<_> = products
            .map(|Product { column, row }| [column, row])
            .collect();
        if factors.is_empty() && serializer.is_human_readable() {
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
            factors,
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
            _ if factors.is_empty() => Ok(taps),
            _ => {
                let products = factors.into_iter();
                let products = products
                    .map(|[column, row]| Product { column, row })
                    .collect();
                taps.of_products(products)
                    .ok_or_else(|| de::Error::custom("the taps are not the sum of the products of `factors`: write pairs of a column and a row of which they are, or none"))
            }
        }
    }
}
