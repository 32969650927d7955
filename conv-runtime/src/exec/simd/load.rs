//! Loads: elements in memory to lanes in registers.
//!
//! Elements that are lanes already are loaded as they are; integers of half the
//! lane's width are widened on the way, two vectors of lanes from one vector of
//! elements, so that no widened copy of the input is ever written.

use super::each::each;
use super::lane::Lane;
use fearless_simd::{Bytes, Simd, SimdBase, SimdIntWiden, SimdWiden};

/// Elements that bodies load as lanes of `A`.
pub trait Load<A: Lane>: Copy + Default + Send + Sync + core::fmt::Debug + 'static {
    /// The lane that one element becomes.
    fn lane(self) -> A;

    /// Loads `V` vectors of lanes from offset `at` of a window; an even number of them, if they are
    /// widened.
    ///
    /// Into vectors that are there already: an array of new ones is filled in a loop, one for each
    /// load of a kernel, which the optimiser has to unroll.
    fn load<S: Simd, const V: usize>(s: S, window: &[Self], at: usize, to: &mut [A::Vector<S>; V]);

    /// The same from offset `AT`.
    ///
    /// A vector of 64 bytes that begins elsewhere lies in two lines of a cache, which takes twice
    /// as long to load. Every other one is put together in registers instead, from vectors that the
    /// tap of offset 0 has loaded.
    #[inline(always)]
    fn beside<S: Simd, const V: usize, const AT: usize>(
        s: S,
        window: &[Self],
        to: &mut [A::Vector<S>; V],
    ) {
        Self::load::<S, V>(s, window, AT, to);
    }
}

/// `V` vectors from offset `at` of a window.
#[cfg_attr(not(unoptimised), inline(always))]
pub(crate) fn loaded<S: Simd, E: Load<A>, A: Lane, const V: usize>(
    s: S,
    window: &[E],
    at: usize,
) -> [A::Vector<S>; V] {
    let mut v = [A::Vector::<S>::splat(s, A::EMPTY); V];
    E::load::<S, V>(s, window, at, &mut v);
    v
}

macro_rules! load_same {
    ($($lane:ident)*) => {$(
        impl Load<$lane> for $lane {
            #[inline(always)]
            fn lane(self) -> $lane {
                self
            }
            #[cfg_attr(not(unoptimised), inline(always))]
            fn load<S: Simd, const V: usize>(
                s: S,
                window: &[Self],
                at: usize,
                to: &mut [<$lane as Lane>::Vector<S>; V],
            ) {
                let lanes = <$lane as Lane>::Vector::<S>::LEN;
                each!(index < V, {
                    let from = at + index * lanes;
                    to[index] = SimdBase::from_slice(s, &window[from..from + lanes]);
                });
            }
            #[cfg_attr(not(unoptimised), inline(always))]
            fn beside<S: Simd, const V: usize, const AT: usize>(
                s: S,
                window: &[Self],
                to: &mut [<$lane as Lane>::Vector<S>; V],
            ) {
                <$lane as Load<$lane>>::load::<S, V>(s, window, AT, to);
                if const { AT > 0 && AT < 64 / size_of::<$lane>() && S::u8s::LEN == 64 } {
                    let near = loaded::<S, $lane, $lane, V>(s, window, 0);
                    each!(pair < V / 2, {
                        to[2 * pair] = near[2 * pair].slide::<AT>(near[2 * pair + 1]);
                    });
                }
            }
        }
    )*};
}

load_same! { u16 i16 i32 i64 f32 f64 }

/// Loads of elements of half the lane's width.
macro_rules! load_half {
    ($($element:ident as $elements:ident => $lane:ident;)*) => {$(
        impl Load<$lane> for $element {
            #[inline(always)]
            fn lane(self) -> $lane {
                <$lane>::from(self)
            }
            #[cfg_attr(not(unoptimised), inline(always))]
            fn load<S: Simd, const V: usize>(
                s: S,
                window: &[Self],
                at: usize,
                to: &mut [<$lane as Lane>::Vector<S>; V],
            ) {
                const {
                    assert!(V.is_multiple_of(2), "widened lanes come two vectors at a time");
                }
                let lanes = <$lane as Lane>::Vector::<S>::LEN;
                each!(pair < V / 2, {
                    let from = at + 2 * pair * lanes;
                    let elements = S::$elements::from_slice(s, &window[from..from + 2 * lanes]);
                    let (low, high) = elements.widen();
                    to[2 * pair] = low.bitcast();
                    to[2 * pair + 1] = high.bitcast();
                });
            }
        }
    )*};
}

load_half! {
    u8 as u8s => u16;
    u8 as u8s => i16;
    i8 as i8s => i16;
    u16 as u16s => i32;
    i16 as i16s => i32;
    i32 as i32s => i64;
}

/// Lanes of sums that a value reads in lanes of `A`: as they are, or of twice the width.
pub trait Widen<A: Lane>: Lane {
    /// The lane that one sum becomes.
    fn widened(self) -> A;

    /// As many lanes of `A`: in as many vectors, or in twice as many, which is `W`.
    fn widen<S: Simd, const V: usize, const W: usize>(
        s: S,
        v: [Self::Vector<S>; V],
    ) -> [A::Vector<S>; W];
}

macro_rules! widen_same {
    ($($lane:ident)*) => {$(
        impl Widen<$lane> for $lane {
            #[inline(always)]
            fn widened(self) -> $lane {
                self
            }
            #[cfg_attr(not(unoptimised), inline(always))]
            fn widen<S: Simd, const V: usize, const W: usize>(
                s: S,
                v: [<$lane as Lane>::Vector<S>; V],
            ) -> [<$lane as Lane>::Vector<S>; W] {
                let mut same = [<$lane as Lane>::Vector::<S>::splat(s, <$lane>::EMPTY); W];
                let mut index = 0;
                while index < V && index < W {
                    same[index] = v[index];
                    index += 1;
                }
                same
            }
        }
    )*};
}

macro_rules! widen_half {
    ($($half:ident => $lane:ident;)*) => {$(
        impl Widen<$lane> for $half {
            #[inline(always)]
            fn widened(self) -> $lane {
                <$lane>::from(self)
            }
            #[cfg_attr(not(unoptimised), inline(always))]
            fn widen<S: Simd, const V: usize, const W: usize>(
                s: S,
                v: [<$half as Lane>::Vector<S>; V],
            ) -> [<$lane as Lane>::Vector<S>; W] {
                let mut wide = [<$lane as Lane>::Vector::<S>::splat(s, 0); W];
                let mut index = 0;
                while index < V && 2 * index + 1 < W {
                    let (low, high) = v[index].widen();
                    wide[2 * index] = low.bitcast();
                    wide[2 * index + 1] = high.bitcast();
                    index += 1;
                }
                wide
            }
        }
    )*};
}

widen_same! { i16 i32 f32 f64 }
widen_half! { u16 => i32; i16 => i32; }

/// The sums of products with pairs of taps, for `V` vectors, an even number of them; neighbouring
/// taps meet elements that are `STEP` apart.
#[cfg_attr(not(unoptimised), inline(always))]
pub fn dot_pairs<S: Simd, const N: usize, const V: usize, const STEP: usize>(
    s: S,
    window: &[i16],
    pairs: &[(usize, [i16; 2]); N],
) -> [S::i32s; V] {
    let mut sums = [S::i32s::splat(s, 0); V];
    if const { STEP > 1 } {
        add_apart::<S, N, V, STEP>(s, window, pairs, &mut sums);
        return sums;
    }
    add_pairs::<S, N, V>(s, window, pairs, &mut sums);
    by_output::<S, V>(sums)
}

/// Adds the products with pairs of taps whose elements are `STEP` apart, and are brought together
/// first: sums are those of one output after the other.
#[cfg_attr(not(unoptimised), inline(always))]
fn add_apart<S: Simd, const N: usize, const V: usize, const STEP: usize>(
    s: S,
    window: &[i16],
    pairs: &[(usize, [i16; 2]); N],
    sums: &mut [S::i32s; V],
) {
    let lanes = S::i32s::LEN;
    each!(couple < V / 2, {
        let vector = 2 * couple;
        let mut n = 0;
        while n < N {
            let (offset, [first, second]) = pairs[n];
            let taps = S::i16s::splat(s, first).zip_low(S::i16s::splat(s, second));
            let at = vector * lanes + offset * STEP;
            let x = S::i16s::from_slice(s, &window[at..at + 2 * lanes]);
            let y = S::i16s::from_slice(s, &window[at + STEP..at + STEP + 2 * lanes]);
            sums[vector] += x.zip_low(y).pairwise_dot_product(taps);
            sums[vector + 1] += x.zip_high(y).pairwise_dot_product(taps);
            n += 1;
        }
    });
}

/// Adds the products with pairs of taps to sums of even and of odd outputs, which take turns.
///
/// A pair is an offset and the taps that the lanes there and next to it are multiplied by.
/// Sums of even and of odd outputs are formed apart, each from loads of its own, because a
/// pairwise product sums two neighbours into one lane of twice the width.
#[cfg_attr(not(unoptimised), inline(always))]
pub(crate) fn add_pairs<S: Simd, const N: usize, const V: usize>(
    s: S,
    window: &[i16],
    pairs: &[(usize, [i16; 2]); N],
    sums: &mut [S::i32s; V],
) {
    const {
        assert!(
            V.is_multiple_of(2),
            "sums of pairs come two vectors at a time"
        )
    };
    let lanes = S::i32s::LEN;
    each!(couple < V / 2, {
        let vector = 2 * couple;
        let mut n = 0;
        while n < N {
            let (offset, [first, second]) = pairs[n];
            let taps = S::i16s::splat(s, first).zip_low(S::i16s::splat(s, second));
            let at = vector * lanes + offset;
            let x = S::i16s::from_slice(s, &window[at..at + 2 * lanes]);
            let y = S::i16s::from_slice(s, &window[at + 1..at + 1 + 2 * lanes]);
            sums[vector] += x.pairwise_dot_product(taps);
            sums[vector + 1] += y.pairwise_dot_product(taps);
            n += 1;
        }
    });
}

/// Sums of even and of odd outputs as those of one output after the other.
#[cfg_attr(not(unoptimised), inline(always))]
pub(crate) fn by_output<S: Simd, const V: usize>(mut sums: [S::i32s; V]) -> [S::i32s; V] {
    each!(pair < V / 2, {
        let (even, odd) = (sums[2 * pair], sums[2 * pair + 1]);
        sums[2 * pair] = even.zip_low(odd);
        sums[2 * pair + 1] = even.zip_high(odd);
    });
    sums
}
