//! How the products of 8-bit layers are formed.
//!
//! Instructions that sum products of narrow integers into lanes of 32 bits have several products
//! for one multiply-add. A lane of inputs is then a word: the elements of neighbouring channels at
//! one position, beside as many weights. All of it is exact, so nothing here changes a bit:
//!
//! | | inputs | weights | a sum of products |
//! |---|---|---|---|
//! | pairs | `x - zero`, in -255..=255 | 16 bits | at most 2 * 255 * 2^15, less than 2^25 |
//! | quads | `x` or `x + 128`, in 0..=255 | 8 bits | at most 4 * 255 * 2^7, less than 2^18 |
//!
//! Quads read `x + 128` where inputs have a sign, and no zero point is subtracted: sums begin with
//! the bias less the weights times what a zero is then (Jacob et al., Quantization and Training of
//! Neural Networks for Efficient Integer-Arithmetic-Only Inference, 2018, section 2.3). That is the
//! sum over inputs that are all the least of their type, so the proof for 32 bits holds for it too.

use super::{LayerForm, LayerPlan};
use crate::rules::layer::LayerValues;

/// Products that a multiply-add of a lane forms and sums.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Products {
    /// One, of the accumulator's type.
    One,
    /// Two, of 16 bits each: every level.
    Pairs,
    /// Four, of 8 bits each: levels with dot products of bytes, and pairs on the others.
    Quads,
}

impl Products {
    /// Input channels of a word.
    #[must_use]
    pub const fn channels(self) -> usize {
        match self {
            Self::One => 1,
            Self::Pairs => 2,
            Self::Quads => 4,
        }
    }

    /// Words that hold so many input channels; the last one is filled up with zero weights.
    #[must_use]
    pub const fn words(self, channels: usize) -> usize {
        channels.div_ceil(self.channels())
    }
}

impl LayerPlan {
    /// How products are formed on levels with dot products of bytes.
    #[must_use]
    pub fn products(&self) -> Products {
        let LayerValues::Integer(weights) = self.kernel.weights() else {
            return Products::One;
        };
        let within = |low: i32, high: i32| {
            let fits = |weight: &i32| (low..=high).contains(weight);
            weights.iter().all(fits)
        };
        if self.form() != LayerForm::Dense {
            Products::One
        } else if within(i8::MIN.into(), i8::MAX.into()) {
            Products::Quads
        } else if within(i16::MIN.into(), i16::MAX.into()) {
            Products::Pairs
        } else {
            Products::One
        }
    }
}
