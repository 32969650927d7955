//! What values are made of, vector by vector: the steps of a `Program`.
//!
//! No product and sum are fused: each step is rounded, so that it gives the same bits on every
//! level.

use super::lane::{IntegerLane, Lane};
use super::store::scaled;
use conv_plan::number::{Division, Epilogue};
use fearless_simd::{Select, Simd, SimdBase, SimdFloat, SimdInt};

/// The native vector of a lane.
pub type Vector<S, A> = <A as Lane>::Vector<S>;

macro_rules! steps {
    ($($(#[$doc:meta])* fn $name:ident<$vector:ident: $bound:ident>($($arg:ident),*) = $value:expr;)*) => {$(
        $(#[$doc])*
        #[cfg_attr(not(unoptimised), inline(always))]
        pub fn $name<S: Simd, $vector: $bound<S>>($($arg: $vector),*) -> $vector {
            $value
        }
    )*};
}

steps! {
    /// `a + b`.
    fn plus<V: SimdBase>(a, b) = a + b;
    /// `a - b`.
    fn minus<V: SimdBase>(a, b) = a - b;
    /// `a * b`.
    fn times<V: SimdBase>(a, b) = a * b;
    /// `a / b`.
    fn over<V: SimdFloat>(a, b) = a / b;
    /// `|a|`.
    fn magnitude<V: SimdBase>(a) = a.abs();
    /// The square root.
    fn root<V: SimdFloat>(a) = a.sqrt();
    /// The nearest whole number, ties to even.
    fn nearest<V: SimdFloat>(a) = a.round_ties_even();
    /// `b` if it is less, else `a`: of integers.
    fn least<V: SimdInt>(a, b) = a.min(b);
    /// `b` if it is greater, else `a`: of integers.
    fn greatest<V: SimdInt>(a, b) = a.max(b);
    /// `b` if it is less, else `a`: of floats, also where one is NaN or both are zeros.
    fn lesser<V: SimdFloat>(a, b) = b.simd_lt(a).select(b, a);
    /// `b` if it is greater, else `a`: of floats.
    fn greater<V: SimdFloat>(a, b) = a.simd_lt(b).select(b, a);
}

/// `x` if `a < b`, else `y`.
#[cfg_attr(not(unoptimised), inline(always))]
pub fn if_less<S: Simd, V: SimdBase<S, Mask: Select<X>>, X: SimdBase<S>>(
    a: V,
    b: V,
    x: X,
    y: X,
) -> X {
    a.simd_lt(b).select(x, y)
}

/// `x` if `a <= b`, else `y`.
#[cfg_attr(not(unoptimised), inline(always))]
pub fn if_less_equal<S: Simd, V: SimdBase<S, Mask: Select<X>>, X: SimdBase<S>>(
    a: V,
    b: V,
    x: X,
    y: X,
) -> X {
    a.simd_le(b).select(x, y)
}

/// `x` if `a == b`, else `y`.
#[cfg_attr(not(unoptimised), inline(always))]
pub fn if_equal<S: Simd, V: SimdBase<S, Mask: Select<X>>, X: SimdBase<S>>(
    a: V,
    b: V,
    x: X,
    y: X,
) -> X {
    a.simd_eq(b).select(x, y)
}

/// Integers as floats of their width.
#[cfg_attr(not(unoptimised), inline(always))]
pub fn to_single<S: Simd>(a: S::i32s) -> S::f32s {
    a.to_float()
}

/// Whole numbers that doubles hold, as floats: no zero is negative.
#[cfg_attr(not(unoptimised), inline(always))]
pub fn to_double<S: Simd>(s: S, a: S::f64s) -> S::f64s {
    a + S::f64s::splat(s, 0.0)
}

/// Integers divided by a constant, rounded, ties to even.
#[cfg_attr(not(unoptimised), inline(always))]
pub fn divide<S: Simd, A: Divided>(s: S, a: Vector<S, A>, by: i64, how: Division) -> Vector<S, A> {
    A::divided(s, a, by, how)
}

/// Lanes that whole numbers are divided in.
pub trait Divided: Lane {
    /// `a / by`, rounded, ties to even.
    fn divided<S: Simd>(s: S, a: Vector<S, Self>, by: i64, how: Division) -> Vector<S, Self>;
}

#[inline(always)]
fn integers<S: Simd, A: IntegerLane>(
    s: S,
    a: Vector<S, A>,
    by: i64,
    how: Division,
) -> Vector<S, A> {
    let epilogue = Epilogue {
        divide: by,
        division: how,
        ..Epilogue::IDENTITY
    };
    scaled::<S, A, { Epilogue::ANYHOW }>(s, &epilogue, a)
}

impl Divided for i16 {
    #[inline(always)]
    fn divided<S: Simd>(s: S, a: Vector<S, Self>, by: i64, how: Division) -> Vector<S, Self> {
        integers::<S, Self>(s, a, by, how)
    }
}

impl Divided for i32 {
    #[inline(always)]
    fn divided<S: Simd>(s: S, a: Vector<S, Self>, by: i64, how: Division) -> Vector<S, Self> {
        integers::<S, Self>(s, a, by, how)
    }
}

/// Whole numbers in doubles: the quotient of two is correctly rounded, and cannot cross a tie.
impl Divided for f64 {
    #[inline(always)]
    fn divided<S: Simd>(s: S, a: Vector<S, Self>, by: i64, _: Division) -> Vector<S, Self> {
        (a / Vector::<S, Self>::splat(s, by as Self)).round_ties_even()
    }
}
