//! Several kernels in one sweep: their sums stay in registers until the value is made of them.
//!
//! ```text
//! for each tile:
//!     for each kernel: the sums of its body         the compiler loads what they share once
//!     for each vector: the steps of the value -> the epilogue -> outputs
//! ```
//!
//! The more kernels, the fewer rows a tile has, so that the sums of all have room.

use super::Formula;
use super::rows::values;
use crate::exec::planes::body::{Band, Body, TileSource, block, sweep};
use crate::exec::planes::tap_by_tap::{LANES, Pick, TapByTap, totals};
use crate::exec::simd::{Block, Lane, Load, Store, Vector, View, Widen};
use crate::exec::trace::ran;
use conv_plan::number::Epilogue;
use core::marker::PhantomData;
use fearless_simd::{Level as Token, Simd, SimdBase, dispatch};

/// The bodies of `K` kernels with tiles of the same shape: a tuple of them.
pub trait Bodies<E: Load<A>, A: Lane, const R: usize, const K: usize>: Sync {
    /// As [`Body::STRICT`], of all.
    const STRICT: bool;

    /// As [`Body::visit`], for one of them.
    fn visit(&self, kernel: usize, visit: &mut dyn FnMut(usize, usize, A));

    /// As [`Body::tile`], for each of them.
    fn tiles<S: Simd, const V: usize, const N: usize>(
        &self,
        s: S,
        view: View<'_, E>,
        x: usize,
    ) -> [Block<S, A, R, V>; K];
}

macro_rules! bodies {
    ($($count:literal: $first:ident $($body:ident $at:tt)*;)*) => {$(
        impl<E, A, $first, $($body,)* const R: usize> Bodies<E, A, R, $count>
            for ($first, $($body),*)
        where
            E: Load<A>,
            A: Lane,
            $first: Body<E, A, R>,
            $($body: Body<E, A, R>,)*
        {
            const STRICT: bool = $first::STRICT;

            fn visit(&self, kernel: usize, visit: &mut dyn FnMut(usize, usize, A)) {
                match kernel {
                    0 => self.0.visit(visit),
                    $($at => self.$at.visit(visit),)*
                    _ => {}
                }
            }

            #[inline(always)]
            fn tiles<S: Simd, const V: usize, const N: usize>(
                &self,
                s: S,
                view: View<'_, E>,
                x: usize,
            ) -> [Block<S, A, R, V>; $count] {
                [self.0.tile::<S, V, N>(s, view, x), $(self.$at.tile::<S, V, N>(s, view, x)),*]
            }
        }
    )*};
}

bodies! {
    1: B0;
    2: B0 B1 1;
    3: B0 B1 1 B2 2;
    4: B0 B1 1 B2 2 B3 3;
    5: B0 B1 1 B2 2 B3 3 B4 4;
    6: B0 B1 1 B2 2 B3 3 B4 4 B5 5;
    7: B0 B1 1 B2 2 B3 3 B4 4 B5 5 B6 6;
    8: B0 B1 1 B2 2 B3 3 B4 4 B5 5 B6 6 B7 7;
}

/// Bodies and a formula, moved along rows as [`Tiles`](crate::exec::planes::Tiles) are.
///
/// The bodies have `H` vectors of lanes of `A`, or `X` on levels with 32 registers; the formula
/// reads them in `V` or `W`.
#[derive(Debug)]
pub struct Fused<
    F,
    B,
    A,
    const R: usize,
    const V: usize,
    const W: usize,
    const H: usize,
    const X: usize,
    const N: usize,
    const K: usize,
>(B, PhantomData<(F, A)>);

impl<
    F,
    B,
    A,
    const R: usize,
    const V: usize,
    const W: usize,
    const H: usize,
    const X: usize,
    const N: usize,
    const K: usize,
> Fused<F, B, A, R, V, W, H, X, N, K>
{
    /// The value of the formula over the sums of these bodies.
    #[must_use]
    pub const fn new(bodies: B) -> Self {
        Self(bodies, PhantomData)
    }
}

impl<
    E,
    F,
    B,
    A,
    const R: usize,
    const V: usize,
    const W: usize,
    const H: usize,
    const X: usize,
    const N: usize,
    const K: usize,
> TileSource<E, F::Result, R> for Fused<F, B, A, R, V, W, H, X, N, K>
where
    E: Load<A>,
    A: Widen<F::Lane>,
    F: Formula<K>,
    B: Bodies<E, A, R, K>,
{
    const KIND: u8 = F::EPILOGUE.kind(F::Result::TYPE);

    #[inline(always)]
    fn epilogue(&self) -> &Epilogue {
        &F::EPILOGUE
    }

    #[inline(always)]
    fn tile<S: Simd, const TILE: usize, const PIXEL: usize>(
        &self,
        s: S,
        view: View<'_, E>,
        x: usize,
    ) -> Block<S, F::Result, R, TILE> {
        if const { TILE == W } {
            let sums = self.0.tiles::<S, X, PIXEL>(s, view, x);
            tile_of_values::<S, F, A, R, X, TILE, K>(s, &sums)
        } else {
            let sums = self.0.tiles::<S, H, PIXEL>(s, view, x);
            tile_of_values::<S, F, A, R, H, TILE, K>(s, &sums)
        }
    }
}

/// The values of a tile.
#[inline(always)]
fn tile_of_values<
    S: Simd,
    F: Formula<K>,
    A: Widen<F::Lane>,
    const R: usize,
    const H: usize,
    const V: usize,
    const K: usize,
>(
    s: S,
    sums: &[Block<S, A, R, H>; K],
) -> Block<S, F::Result, R, V> {
    let mut tile = [[Vector::<S, F::Result>::splat(s, F::Result::EMPTY); V]; R];
    let mut row = 0;
    while row < R {
        let mut read = [[Vector::<S, F::Lane>::splat(s, F::Lane::EMPTY); V]; K];
        let mut kernel = 0;
        while kernel < K {
            read[kernel] = A::widen::<S, H, V>(s, sums[kernel][row]);
            kernel += 1;
        }
        tile[row] = values::<S, K, F, V>(s, &read);
        row += 1;
    }
    tile
}

impl<
    E,
    Out,
    F,
    B,
    A,
    const R: usize,
    const V: usize,
    const W: usize,
    const H: usize,
    const X: usize,
    const N: usize,
    const K: usize,
> Band<E, Out> for Fused<F, B, A, R, V, W, H, X, N, K>
where
    E: Load<A>,
    A: Widen<F::Lane>,
    Out: Store<F::Result>,
    F: Formula<K>,
    B: Bodies<E, A, R, K>,
{
    fn rows(&self) -> usize {
        R
    }

    fn block(&self, token: Token) -> usize {
        block::<F::Result, V, W>(token)
    }

    fn run(&self, token: Token, view: View<'_, E>, out: &mut [Out], pitch: usize, width: usize) {
        Band::<E, Out>::run_bands(self, token, view, (1, 1), (out, pitch, width));
    }

    fn run_bands(
        &self,
        token: Token,
        view: View<'_, E>,
        bands: (usize, usize),
        out: (&mut [Out], usize, usize),
    ) {
        ran!(
            "{K} kernels at once in tiles of {R} x {}",
            block::<A, H, X>(token) / block::<A, 1, 1>(token)
        );
        dispatch!(token, s => {
            sweep::<_, E, F::Result, Out, Self, R, V, W, N>(s, self, view, bands, out);
        });
    }
}

impl<
    E,
    Out,
    F,
    B,
    A,
    const R: usize,
    const V: usize,
    const W: usize,
    const H: usize,
    const X: usize,
    const N: usize,
    const K: usize,
> TapByTap<E, Out> for Fused<F, B, A, R, V, W, H, X, N, K>
where
    E: Load<A>,
    A: Widen<F::Lane>,
    Out: Store<F::Result>,
    F: Formula<K>,
    B: Bodies<E, A, R, K>,
{
    fn tap_by_tap(&self, token: Token, pick: &mut Pick<'_, E>, out: &mut [Out; LANES]) {
        let add_products = if const { B::STRICT } {
            A::add_rounded_products
        } else {
            A::add_products
        };
        let mut sums = [[F::Lane::EMPTY; LANES]; K];
        for (kernel, sums) in sums.iter_mut().enumerate() {
            let visit = |visit: &mut dyn FnMut(usize, usize, A)| self.0.visit(kernel, visit);
            *sums = totals(token, &visit, pick, add_products).map(A::widened);
        }
        let mut values = [F::Result::EMPTY; LANES];
        dispatch!(token, s => each_value::<_, K, F>(s, &sums, &mut values));
        Out::epilogue_row(token, &F::EPILOGUE, &values, out);
    }
}

/// The value of each column of sums.
#[inline(always)]
fn each_value<S: Simd, const K: usize, F: Formula<K>>(
    s: S,
    sums: &[[F::Lane; LANES]; K],
    values: &mut [F::Result; LANES],
) {
    let lanes = Vector::<S, F::Lane>::LEN;
    for (at, values) in values.chunks_exact_mut(lanes).enumerate() {
        let mut one = [Vector::<S, F::Lane>::splat(s, F::Lane::EMPTY); K];
        for (one, sums) in one.iter_mut().zip(sums) {
            *one = Vector::<S, F::Lane>::from_slice(s, &sums[at * lanes..][..lanes]);
        }
        F::value::<S>(s, one).store_slice(values);
    }
}
