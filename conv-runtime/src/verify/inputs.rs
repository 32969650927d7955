//! Inputs that expose mistakes, and how outputs are compared.

use crate::data::{Error, try_filled};
use alloc::vec::Vec;
use conv_plan::number::{ElementType, Scalar};

/// What an input holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fill {
    /// Values all over the range.
    Random,
    /// Zeros, and a random value now and then: few terms of a sum are not 0, so that its tolerance
    /// is small, and a wrong tap of a float shows among thousands.
    Sparse,
    /// The smallest and the largest value, in random order.
    Extremes,
    /// Random values; for floats, with some NaN and infinities.
    Special,
}

impl Fill {
    /// Those of a size, if it is small enough for every kind: integers are exact, and have nothing
    /// special.
    pub(super) const fn of(every: bool, float: bool) -> &'static [Self] {
        match (every, float) {
            (false, _) => &[Self::Random],
            (true, false) => &[Self::Random, Self::Extremes],
            (true, true) => &[Self::Random, Self::Sparse, Self::Extremes, Self::Special],
        }
    }
}

/// A reproducible input (Marsaglia's xorshift64).
pub(super) fn input<In: Scalar>(fill: Fill, length: usize) -> Result<Vec<In>, Error> {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64 ^ (length as u64) << 8 ^ fill as u64;
    let mut data = try_filled(length, In::default())?;
    for element in &mut data {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        let pick = state >> 33;
        *element = match (In::TYPE.range(), fill) {
            (_, Fill::Sparse) if !pick.is_multiple_of(97) => In::default(),
            (Some((min, max)), Fill::Extremes) => {
                In::from_i64_wrapping(if pick & 1 == 0 { min } else { max })
            }
            (Some(_), _) => In::from_i64_wrapping((state >> 8) as i64),
            (None, Fill::Extremes) => In::from_f64(if pick & 1 == 0 { -1e4 } else { 1e4 }),
            (None, Fill::Special) if pick.is_multiple_of(23) => {
                In::from_f64([f64::NAN, f64::INFINITY, f64::NEG_INFINITY][(pick / 23 % 3) as usize])
            }
            (None, _) => In::from_f64((state >> 11) as f64 / (1u64 << 52) as f64 - 1.0),
        };
    }
    Ok(data)
}

/// Fills an output with values that a result is unlikely to have.
pub(super) fn poison<Out: Scalar>(out: &mut [Out]) {
    out.fill(match Out::TYPE {
        ElementType::F32 | ElementType::F64 => Out::from_f64(-1.234e30),
        _ => Out::from_i64_wrapping(0x5a5a_5a5b),
    });
}

/// Where two outputs first differ, NaN payloads aside.
pub(super) fn difference<Out: Scalar>(left: &[Out], right: &[Out]) -> Option<usize> {
    let same = |(a, b): (&Out, &Out)| {
        let (a, b) = (a.to_f64(), b.to_f64());
        a.to_bits() == b.to_bits() || (a.is_nan() && b.is_nan())
    };
    left.iter().zip(right).position(|pair| !same(pair))
}
