//! The drivers of the usual types, compiled here once and not in each crate that has a kernel of
//! them.
//!
//! Of what a crate with one `f32` 7x7 gave the optimiser, 25,500 lines, 18,000 were the driver.

use super::body::Band;
use super::job::Job;
use crate::data::Error;
use crate::exec::simd::Lane;
use conv_plan::number::{AccumulatorType, ElementType, Scalar};
use conv_plan::plan::drivers::{ONE_PASS, TWO_PASSES};

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

/// What the planner lists is here, and nothing else.
const _: () = {
    assert!(HERE.len() == ONE_PASS.len() && HERE_IN_TWO.len() == TWO_PASSES.len());
    let mut at = 0;
    while at < HERE.len() {
        let ((input, output), listed) = (HERE[at], ONE_PASS[at]);
        assert!(input as u8 == listed.0 as u8 && output as u8 == listed.1 as u8);
        at += 1;
    }
    let mut at = 0;
    while at < HERE_IN_TWO.len() {
        let ((input, line, output), listed) = (HERE_IN_TWO[at], TWO_PASSES[at]);
        assert!(input as u8 == listed.0 as u8 && output as u8 == listed.2 as u8);
        assert!(line as u8 == listed.1 as u8);
        at += 1;
    }
};
