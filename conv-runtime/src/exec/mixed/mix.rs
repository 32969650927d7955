//! The channels of pixels to one value each: rows of pixels to rows of what plane kernels sum.
//!
//! ```text
//! integers   pixel by pixel, in the type of the row
//! floats     32 pixels at a time: each channel taken out, then a multiply-add of vectors
//! ```
//!
//! The operations of a pixel are the same wherever it stands in a row.

use crate::exec::element::Element;
use crate::exec::planes::Stage;
use crate::exec::simd::{Lane, add_products};
use conv_plan::rules::WeightsRef;
use fearless_simd::{Level as Token, Simd, dispatch};
use num_traits::{WrappingAdd, WrappingMul};

/// Types of mixed values: those of rows that plane kernels sum.
pub trait Mixable: Element {
    /// The weight of a channel, which this type holds.
    fn weight(weights: WeightsRef<'_>, channel: usize) -> Self;

    /// Mixes as many pixels as `to` has room for.
    ///
    /// The terms are added channel by channel, the first one first: integers wrap, and their last
    /// sum is proven to fit; floats are fused where the level has it. A weight of 0 has no term.
    fn mix<In: Element>(token: Token, mix: (WeightsRef<'_>, usize), from: &[In], to: &mut [Self]);
}

/// Calls `$mix` with the number of channels as a constant, or 0 for more than 4.
macro_rules! by_channels {
    ($channels:expr, $N:ident => $mix:expr) => {{
        macro_rules! of {
            ($count:literal) => {{
                const $N: usize = $count;
                $mix
            }};
        }
        match $channels {
            1 => of!(1),
            2 => of!(2),
            3 => of!(3),
            4 => of!(4),
            _ => of!(0),
        }
    }};
}

macro_rules! mixable {
    ($($ty:ident by $function:ident, |$weights:ident, $at:ident| $weight:expr;)*) => {$(
        impl Mixable for $ty {
            #[inline]
            fn weight($weights: WeightsRef<'_>, $at: usize) -> Self {
                $weight
            }

            fn mix<In: Element>(
                token: Token,
                (weights, channels): (WeightsRef<'_>, usize),
                from: &[In],
                to: &mut [Self],
            ) {
                by_channels!(channels, N => {
                    let weight = |channel| Self::weight(weights, channel);
                    dispatch!(token, s => $function::<_, In, Self, N>(s, (&weight, channels), from, to));
                });
            }
        }
    )*};
}

mixable! {
    u16 by integers, |weights, channel| numerator(weights, channel) as u16;
    i16 by integers, |weights, channel| numerator(weights, channel) as i16;
    i32 by integers, |weights, channel| numerator(weights, channel) as i32;
    f32 by floats, |weights, channel| match weights {
        WeightsRef::F32(weights) => weights.get(channel).copied().unwrap_or(0.0),
        _ => 0.0,
    };
    f64 by floats, |weights, channel| match weights {
        WeightsRef::F64(weights) => weights.get(channel).copied().unwrap_or(0.0),
        _ => 0.0,
    };
}

/// The weight of a channel on the integer path, times the common denominator.
fn numerator(weights: WeightsRef<'_>, channel: usize) -> i64 {
    match weights {
        WeightsRef::Integer { taps, .. } => taps.get(channel).copied().unwrap_or(0),
        _ => 0,
    }
}

#[inline(always)]
fn integers<S: Simd, In: Stage<E>, E, const N: usize>(
    _: S,
    (weight, channels): (&impl Fn(usize) -> E, usize),
    from: &[In],
    to: &mut [E],
) where
    E: Element + WrappingAdd + WrappingMul,
{
    if N == 0 {
        to.fill(E::default());
        for channel in 0..channels {
            let weight = weight(channel);
            for (to, pixel) in to.iter_mut().zip(from.chunks_exact(channels)) {
                *to = to.wrapping_add(&weight.wrapping_mul(&pixel[channel].staged()));
            }
        }
        return;
    }
    let weights: [E; N] = core::array::from_fn(weight);
    for (pixel, to) in from.chunks_exact(N.max(1)).zip(to) {
        let mut sum = E::default();
        for (weight, x) in weights.iter().zip(pixel) {
            sum = sum.wrapping_add(&weight.wrapping_mul(&x.staged()));
        }
        *to = sum;
    }
}

/// Adds the products of a channel, unless it has no weight.
#[inline(always)]
fn add<S: Simd, E: Lane>(s: S, lanes: &[E], weight: E, sums: &mut [E]) {
    if weight != E::default() {
        add_products::<_, _, false>(s, lanes, weight, sums);
    }
}

/// Pixels that are mixed at once: whole vectors of every level.
const TOGETHER: usize = 32;

#[inline(always)]
fn floats<S: Simd, In: Stage<E>, E: Lane + Element, const N: usize>(
    s: S,
    (weight, channels): (&impl Fn(usize) -> E, usize),
    from: &[In],
    to: &mut [E],
) {
    let step = if N == 0 { channels } else { N };
    let pixels = from.chunks(TOGETHER.saturating_mul(step));
    for (pixels, to) in pixels.zip(to.chunks_mut(TOGETHER)) {
        let mut sums = [E::EMPTY; TOGETHER];
        if N == 0 {
            for channel in 0..channels {
                let mut lanes = [E::default(); TOGETHER];
                for (lane, pixel) in lanes.iter_mut().zip(pixels.chunks_exact(channels)) {
                    *lane = pixel[channel].staged();
                }
                add(s, &lanes, weight(channel), &mut sums);
            }
        } else {
            // All at once: a load of vectors serves every channel.
            let mut lanes = [[E::default(); TOGETHER]; N];
            for (index, pixel) in (0..TOGETHER).zip(pixels.chunks_exact(N.max(1))) {
                for (lanes, x) in lanes.iter_mut().zip(pixel) {
                    lanes[index] = x.staged();
                }
            }
            for (channel, lanes) in lanes.iter().enumerate() {
                add(s, lanes, weight(channel), &mut sums);
            }
        }
        to.copy_from_slice(&sums[..to.len()]);
    }
}
