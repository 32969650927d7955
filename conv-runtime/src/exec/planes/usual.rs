//! The drivers of the usual types, compiled here once and not in each crate that has a kernel of
//! them.
//!
//! Of what a crate with one `f32` 7x7 gave the optimiser, 25,500 lines, 18,000 were the driver.

use super::body::Band;
use super::job::Job;
use crate::data::Error;
#[cfg(test)]
use {
    crate::exec::simd::Lane,
    conv_plan::number::{AccumulatorType, ElementType, Scalar},
};

/// Inputs of a kernel of one pass over rows of their type, whose driver is here.
pub trait Usual<Out>: Sized {
    /// [`Job::direct`].
    ///
    /// # Errors
    ///
    /// [`Error::OutOfMemory`].
    fn direct(job: Job<'_, Self, Out>, band: &dyn Band<Self, Out>) -> Result<(), Error>;
}

/// Inputs of a kernel of two passes, the first over rows of their type into lines of `L`, whose
/// driver is here.
pub trait UsualInTwo<L, Out>: Sized {
    /// [`Job::separable`].
    ///
    /// # Errors
    ///
    /// [`Error::OutOfMemory`].
    fn separable(
        job: Job<'_, Self, Out>,
        vertical: &[&dyn Band<Self, L>],
        horizontal: &dyn Band<L, Out>,
    ) -> Result<(), Error>;
}

macro_rules! usual {
    ($($input:ident => $output:ident;)*) => {
        $(
            impl Usual<$output> for $input {
                #[inline(never)]
                fn direct(
                    job: Job<'_, Self, $output>,
                    band: &dyn Band<Self, $output>,
                ) -> Result<(), Error> {
                    job.direct::<Self>(band)
                }
            }
        )*
        #[cfg(test)]
        const HERE: &[(ElementType, ElementType)] =
            &[$((<$input as Scalar>::TYPE, <$output as Scalar>::TYPE)),*];
    };
    (two: $($input:ident, $line:ident => $output:ident;)*) => {
        $(
            impl UsualInTwo<$line, $output> for $input {
                #[inline(never)]
                fn separable(
                    job: Job<'_, Self, $output>,
                    vertical: &[&dyn Band<Self, $line>],
                    horizontal: &dyn Band<$line, $output>,
                ) -> Result<(), Error> {
                    job.separable::<Self, $line>(vertical, horizontal)
                }
            }
        )*
        #[cfg(test)]
        const HERE_IN_TWO: &[(ElementType, AccumulatorType, ElementType)] =
            &[$((<$input as Scalar>::TYPE, <$line as Lane>::TYPE, <$output as Scalar>::TYPE)),*];
    };
}

usual! {
    u8 => u8;
    u8 => i16;
    u16 => u16;
    i16 => i16;
    i16 => i32;
    f32 => f32;
}

usual! {
    two:
    u8, u16 => u8;
    u8, i16 => i16;
    u16, i32 => u16;
    i16, i32 => i16;
    f32, f32 => f32;
}

#[cfg(test)]
mod tests {
    use super::{HERE, HERE_IN_TWO};
    use conv_plan::plan::drivers::{ONE_PASS, TWO_PASSES};

    #[test]
    fn the_plan_lists_those_that_are_here() {
        assert_eq!((HERE, HERE_IN_TWO), (&ONE_PASS[..], &TWO_PASSES[..]));
    }
}
