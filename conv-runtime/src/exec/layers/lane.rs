//! What layers need of an accumulator.

use super::dispatch::LevelLoops;
use crate::exec::activate::Activated;
use crate::exec::planes::Buffered;
use conv_plan::rules::layer::LayerValues;

/// Accumulators of layers.
pub(crate) trait LayerLane: Numeric + Activated + LevelLoops + Buffered {}

/// Numbers that the values of a layer are.
pub(crate) trait Numeric: Copy + Default {
    /// The values, if they are of this type.
    fn of(values: &LayerValues) -> &[Self];

    /// `self - other`, wrapping for integers.
    fn minus(self, other: Self) -> Self;
}

macro_rules! lanes {
    ($($ty:ident $variant:ident, |$a:ident, $b:ident| $minus:expr;)*) => {$(
        impl LayerLane for $ty {}

        impl Numeric for $ty {
            fn of(values: &LayerValues) -> &[Self] {
                match values {
                    LayerValues::$variant(values) => values,
                    _ => &[],
                }
            }

            #[inline(always)]
            fn minus(self, other: Self) -> Self {
                let ($a, $b) = (self, other);
                $minus
            }
        }
    )*};
}

lanes! {
    f32 F32, |a, b| a - b;
    f64 F64, |a, b| a - b;
    i32 Integer, |a, b| a.wrapping_sub(b);
}
