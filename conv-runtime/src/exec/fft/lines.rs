//! The loops over complex numbers, on the level of a call.

use crate::exec::simd::Lane;
use fearless_simd::{Level as Token, Simd, dispatch};
use rustfft::num_complex::Complex;

/// What transforms compute in.
pub(super) trait Precision: rustfft::FftNum + Default {
    /// The nearest value.
    fn of(value: f64) -> Self;
}

impl Precision for f32 {
    fn of(value: f64) -> Self {
        value as Self
    }
}

impl Precision for f64 {
    fn of(value: f64) -> Self {
        value
    }
}

/// One row of real parts and one of imaginary parts.
pub(super) fn interleave<T: Precision>(
    token: Token,
    real: &[T],
    imaginary: &[T],
    to: &mut [Complex<T>],
) {
    #[inline(always)]
    fn zipped<S: Simd, T: Copy>(_: S, real: &[T], imaginary: &[T], to: &mut [Complex<T>]) {
        for (to, (&re, &im)) in to.iter_mut().zip(real.iter().zip(imaginary)) {
            *to = Complex { re, im };
        }
    }
    dispatch!(token, s => zipped(s, real, imaginary, to));
}

/// `values[i] *= factors[i]`.
pub(super) fn multiply<T: Precision>(
    token: Token,
    values: &mut [Complex<T>],
    factors: &[Complex<T>],
) {
    #[inline(always)]
    fn products<S: Simd, T: Precision>(_: S, values: &mut [Complex<T>], factors: &[Complex<T>]) {
        for (value, &factor) in values.iter_mut().zip(factors) {
            *value = Complex {
                re: value.re * factor.re - value.im * factor.im,
                im: value.re * factor.im + value.im * factor.re,
            };
        }
    }
    dispatch!(token, s => products(s, values, factors));
}

/// Which of two blocks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Half {
    Real,
    Imaginary,
}

/// Sums that are read from a transform.
pub(super) trait Read<T>: Lane {
    /// The value, rounded if sums are integers.
    fn read(value: T) -> Self;
}

impl Read<Self> for f32 {
    #[inline(always)]
    fn read(value: Self) -> Self {
        value
    }
}

impl Read<Self> for f64 {
    #[inline(always)]
    fn read(value: Self) -> Self {
        value
    }
}

macro_rules! rounded {
    ($($ty:ident)*) => {$(
        impl Read<f64> for $ty {
            #[inline(always)]
            fn read(value: f64) -> Self {
                value.round_ties_even() as Self
            }
        }
    )*};
}

rounded! { u16 i16 i32 i64 }

/// Every `step`th sum of one of two blocks.
pub(super) fn read<T: Precision, A: Read<T>>(
    token: Token,
    from: &[Complex<T>],
    half: Half,
    step: usize,
    to: &mut [A],
) {
    #[inline(always)]
    fn each<S: Simd, T: Precision, A: Read<T>, const STEP: usize>(
        _: S,
        from: &[Complex<T>],
        half: Half,
        step: usize,
        to: &mut [A],
    ) {
        let step = if STEP == 0 { step } else { STEP };
        let from = from.iter().step_by(step);
        match half {
            Half::Real => to
                .iter_mut()
                .zip(from)
                .for_each(|(to, from)| *to = A::read(from.re)),
            Half::Imaginary => to
                .iter_mut()
                .zip(from)
                .for_each(|(to, from)| *to = A::read(from.im)),
        }
    }
    if step == 1 {
        dispatch!(token, s => each::<_, T, A, 1>(s, from, half, step, to));
    } else {
        dispatch!(token, s => each::<_, T, A, 0>(s, from, half, step, to));
    }
}
