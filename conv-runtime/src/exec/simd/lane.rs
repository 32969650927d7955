//! Lanes: the accumulator types as SIMD vectors.

use super::each::each;
use conv_plan::number::{AccumulatorType, divide_ties_even};
use core::fmt::Debug;
use fearless_simd::{
    Level as Token, Simd, SimdBase, SimdElement, SimdFloat, SimdInt, SimdNarrow, SimdWiden,
    dispatch,
};

/// A type in which sums are formed.
pub trait Lane: SimdElement + Copy + Default + PartialEq + Debug + Send + Sync + 'static {
    /// The native vector of this type.
    type Vector<S: Simd>: SimdBase<S, Element = Self>;

    /// This type as a value.
    const TYPE: AccumulatorType;

    /// What an empty sum starts from: adding to it changes no bit, not even the sign of a zero.
    const EMPTY: Self;

    /// `x * tap + sum`, fused where the level has it; wrapping for integers.
    fn mul_add<S: Simd>(
        x: Self::Vector<S>,
        tap: Self::Vector<S>,
        sum: Self::Vector<S>,
    ) -> Self::Vector<S>;

    /// `sum += x * tap` for `V` vectors: [`mul_add`](Self::mul_add), or with `STRICT` a product and
    /// a sum that are rounded each.
    fn sum_products<S: Simd, const V: usize, const STRICT: bool>(
        sum: &mut [Self::Vector<S>; V],
        x: &[Self::Vector<S>; V],
        tap: &Self::Vector<S>,
    );

    /// `sums[i] += x[i] * tap` for slices of whole vectors, with the operations of
    /// [`mul_add`](Self::mul_add).
    fn add_products(token: Token, x: &[Self], tap: Self, sums: &mut [Self]);

    /// The same with a product and a sum that are rounded each.
    ///
    /// Compiled where it is used, which is in few programs.
    #[inline]
    fn add_rounded_products(token: Token, x: &[Self], tap: Self, sums: &mut [Self]) {
        dispatch!(token, s => add_products::<_, Self, true>(s, x, tap, sums));
    }

    /// The nearest value.
    fn from_f64(value: f64) -> Self;

    /// The value with these low bits; the nearest for floats.
    fn from_i64(value: i64) -> Self;
}

/// What the integer path does to a sum before storing it.
pub(super) trait IntegerLane: Lane {
    /// `v >> bits`, rounded to nearest, ties to even.
    fn shift<S: Simd>(s: S, v: Self::Vector<S>, bits: u32) -> Self::Vector<S>;

    /// `v / divide`, divided in single precision.
    fn divide_single<S: Simd>(s: S, v: Self::Vector<S>, divide: i64) -> Self::Vector<S>;

    /// `v / divide`, divided in double precision.
    fn divide_double<S: Simd>(s: S, v: Self::Vector<S>, divide: i64) -> Self::Vector<S>;

    /// `self / divide`, whatever the operands are.
    fn divide(self, divide: i64) -> Self;
}

macro_rules! lane {
    ($ty:ident, $vector:ident, $variant:ident, $empty:expr, |$x:ident, $tap:ident, $sum:ident| $mul_add:expr) => {
        impl Lane for $ty {
            type Vector<S: Simd> = S::$vector;
            const TYPE: AccumulatorType = AccumulatorType::$variant;
            const EMPTY: Self = $empty;
            #[inline(always)]
            fn mul_add<S: Simd>($x: S::$vector, $tap: S::$vector, $sum: S::$vector) -> S::$vector {
                $mul_add
            }
            // Written for each type: calls of a generic function pass vectors through memory until
            // they are inlined, which is done for every step of a body.
            #[cfg_attr(not(unoptimised), inline(always))]
            fn sum_products<S: Simd, const V: usize, const STRICT: bool>(
                sum: &mut [S::$vector; V],
                x: &[S::$vector; V],
                tap: &S::$vector,
            ) {
                each!(index < V, {
                    let ($x, $tap, $sum) = (x[index], *tap, sum[index]);
                    sum[index] = if const { STRICT } { $sum + $x * $tap } else { $mul_add };
                });
            }
            fn add_products(token: Token, x: &[Self], tap: Self, sums: &mut [Self]) {
                dispatch!(token, s => add_products::<_, Self, false>(s, x, tap, sums));
            }
            fn from_f64(value: f64) -> Self {
                value as Self
            }
            fn from_i64(value: i64) -> Self {
                value as Self
            }
        }
    };
}

/// [`Lane::sum_products`] of one vector. With `STRICT` it is a product and a sum, each of them
/// rounded, which have the same bits on every level.
///
/// LLVM fuses nothing by itself.
#[inline(always)]
pub(in crate::exec) fn add_product<S: Simd, A: Lane, const STRICT: bool>(
    x: A::Vector<S>,
    tap: A::Vector<S>,
    sum: A::Vector<S>,
) -> A::Vector<S> {
    let mut sums = [sum];
    A::sum_products::<S, 1, STRICT>(&mut sums, &[x], &tap);
    sums[0]
}

/// [`Lane::add_products`] at a level.
#[inline(always)]
pub(in crate::exec) fn add_products<S: Simd, A: Lane, const STRICT: bool>(
    s: S,
    x: &[A],
    tap: A,
    sums: &mut [A],
) {
    let lanes = A::Vector::<S>::LEN;
    let tap = A::Vector::<S>::splat(s, tap);
    for (x, sums) in x.chunks_exact(lanes).zip(sums.chunks_exact_mut(lanes)) {
        let sum = A::Vector::<S>::from_slice(s, sums);
        let x = A::Vector::<S>::from_slice(s, x);
        add_product::<S, A, STRICT>(x, tap, sum).store_slice(sums);
    }
}

lane!(u16, u16s, U16, 0, |x, tap, sum| sum + x * tap);
lane!(i16, i16s, I16, 0, |x, tap, sum| sum + x * tap);
lane!(i32, i32s, I32, 0, |x, tap, sum| sum + x * tap);
lane!(i64, i64s, I64, 0, |x, tap, sum| sum + x * tap);
lane!(f32, f32s, F32, -0.0, |x, tap, sum| x.mul_add(tap, sum));
lane!(f64, f64s, F64, -0.0, |x, tap, sum| x.mul_add(tap, sum));

/// The parts of `IntegerLane` that read the same for every width.
macro_rules! integer_lane {
    ($ty:ident, $vector:ident, $single:expr, $double:expr) => {
        impl IntegerLane for $ty {
            #[inline(always)]
            fn shift<S: Simd>(s: S, v: S::$vector, bits: u32) -> S::$vector {
                // Just under half, and one more if the quotient would be odd.
                let bias = S::$vector::splat(s, ((1i64 << (bits - 1)) - 1) as Self);
                let odd = (v >> bits) & S::$vector::splat(s, 1);
                (v + bias + odd) >> bits
            }
            #[inline(always)]
            fn divide_single<S: Simd>(s: S, v: S::$vector, divide: i64) -> S::$vector {
                $single(s, v, divide)
            }
            #[inline(always)]
            fn divide_double<S: Simd>(s: S, v: S::$vector, divide: i64) -> S::$vector {
                $double(s, v, divide)
            }
            #[inline]
            fn divide(self, divide: i64) -> Self {
                divide_ties_even(i128::from(self), i128::from(divide)) as Self
            }
        }
    };
}

integer_lane!(u16, u16s, divide_u16, divide_lanes::<S, u16>);
integer_lane!(i16, i16s, divide_i16, divide_lanes::<S, i16>);
integer_lane!(i32, i32s, divide_i32, divide_i32_double);
integer_lane!(i64, i64s, divide_i64_double, divide_i64_double);

#[inline(always)]
fn divide_i32<S: Simd>(s: S, v: S::i32s, divide: i64) -> S::i32s {
    let quotient = v.to_float::<S::f32s>() / S::f32s::splat(s, divide as f32);
    quotient.round_ties_even().to_int_precise()
}

#[inline(always)]
fn divide_i64_double<S: Simd>(s: S, v: S::i64s, divide: i64) -> S::i64s {
    let quotient = v.to_float::<S::f64s>() / S::f64s::splat(s, divide as f64);
    quotient.round_ties_even().to_int_precise()
}

#[inline(always)]
fn divide_i32_double<S: Simd>(s: S, v: S::i32s, divide: i64) -> S::i32s {
    let (low, high) = v.widen();
    divide_i64_double(s, low, divide).narrow(divide_i64_double(s, high, divide))
}

#[inline(always)]
fn divide_i16<S: Simd>(s: S, v: S::i16s, divide: i64) -> S::i16s {
    let (low, high) = v.widen();
    divide_i32(s, low, divide).saturating_narrow(divide_i32(s, high, divide))
}

#[inline(always)]
fn divide_u16<S: Simd>(s: S, v: S::u16s, divide: i64) -> S::u16s {
    use fearless_simd::Bytes;
    let (low, high) = v.widen();
    let low: S::u32s = divide_i32(s, low.bitcast(), divide).bitcast();
    let high: S::u32s = divide_i32(s, high.bitcast(), divide).bitcast();
    low.narrow(high)
}

/// Division one lane at a time, for divisors that no float division serves.
#[inline(always)]
pub(crate) fn divide_lanes<S: Simd, A: IntegerLane>(
    _: S,
    mut v: A::Vector<S>,
    divide: i64,
) -> A::Vector<S> {
    for lane in v.as_mut_slice() {
        *lane = lane.divide(divide);
    }
    v
}

/// Whether a level has 32 vector registers: AVX-512 and NEON.
pub(crate) const fn wide<S: Simd>() -> bool {
    cfg!(target_arch = "aarch64") || S::u8s::LEN == 64
}
