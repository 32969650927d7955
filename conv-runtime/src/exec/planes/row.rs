//! What a table sums along one row: each load serves one tap.
//!
//! ```text
//! rows of lanes       a vector for each tap, times the tap
//! of half the width   the same, widened as it is loaded
//! of 16 bits          where all taps have 16 bits too: products of two neighbours and their sum
//!                     in one operation, for even and for odd outputs apart
//! ```
//!
//! Taps are taken a few at a time, so that one check of bounds serves their loads, and nothing is
//! counted between them. Their order is the plan's; sums of pairs are for integers, which are exact
//! in any order.

use super::body::Body;
use super::table::TableBand;
use crate::exec::simd::{
    Block, Lane, Load, Store, View, add_pairs, by_output, dot_pairs, empty, loaded, splat,
    sum_products, zero,
};
use conv_plan::number::Epilogue;
use conv_plan::plan::Segment;
use fearless_simd::{Simd, SimdBase};

/// Taps whose loads are checked together.
const TOGETHER: usize = 4;

/// Taps along a row, added to the sums of the only row of outputs.
#[inline(always)]
pub(super) fn along<
    S: Simd,
    E: Load<A>,
    A: Lane,
    const R: usize,
    const V: usize,
    const STRICT: bool,
>(
    s: S,
    view: View<'_, E>,
    (row, x): (usize, usize),
    taps: &[A],
    sums: &mut Block<S, A, R, V>,
) {
    let window = view.window::<S, A, V>(row, x, taps.len() - 1);
    let (groups, rest) = taps.as_chunks::<TOGETHER>();
    let mut at = 0;
    for &group in groups {
        piece::<S, E, A, V, TOGETHER, STRICT>(s, &window[at..], group, &mut sums[0]);
        at += TOGETHER;
    }
    let window = &window[at..];
    match *rest {
        [a] => piece::<S, E, A, V, 1, STRICT>(s, window, [a], &mut sums[0]),
        [a, b] => piece::<S, E, A, V, 2, STRICT>(s, window, [a, b], &mut sums[0]),
        [a, b, c] => piece::<S, E, A, V, 3, STRICT>(s, window, [a, b, c], &mut sums[0]),
        _ => {}
    }
}

/// Some neighbouring taps.
#[inline(always)]
fn piece<S: Simd, E: Load<A>, A: Lane, const V: usize, const N: usize, const STRICT: bool>(
    s: S,
    window: &[E],
    taps: [A; N],
    sums: &mut [A::Vector<S>; V],
) {
    let window = &window[..A::Vector::<S>::LEN * V + N - 1];
    let mut index = 0;
    while index < N {
        let v = loaded::<S, E, A, V>(s, window, index);
        sum_products::<S, A, V, STRICT>(sums, &v, splat::<S, A>(s, taps[index]));
        index += 1;
    }
}

/// The body of a table along a row of pixels, whose taps meet elements that are `channels` apart.
pub(super) struct Apart<'t, 'a, A, const STRICT: bool>(pub(super) &'t TableBand<'a, A, 1, STRICT>);

impl<E: Load<A>, A: Lane, const STRICT: bool> Body<E, A, 1> for Apart<'_, '_, A, STRICT> {
    const STRICT: bool = STRICT;

    #[inline(always)]
    fn epilogue(&self) -> &Epilogue {
        &Epilogue::IDENTITY
    }

    fn visit(&self, visit: &mut dyn FnMut(usize, usize, A)) {
        self.0.visit_taps(visit);
    }

    #[inline(always)]
    fn tile<S: Simd, const V: usize, const N: usize>(
        &self,
        s: S,
        view: View<'_, E>,
        x: usize,
    ) -> Block<S, A, 1, V> {
        let table = self.0;
        if table.taps.is_empty() {
            return zero::<S, A, 1, V>(s);
        }
        let mut sums = empty::<S, A, 1, V>(s);
        // In blocks, a segment goes from each block to the next.
        let next = if table.in_blocks() { table.block } else { 1 };
        let step = next * table.channels;
        for segment in table.segments {
            let taps = &table.taps[segment.first..segment.first + segment.count];
            let at = x + segment.offset * table.channels;
            let window = view.window::<S, A, V>(segment.row, at, (taps.len() - 1) * step);
            for (index, &tap) in taps.iter().enumerate() {
                let v = loaded::<S, E, A, V>(s, window, index * step);
                sum_products::<S, A, V, STRICT>(&mut sums[0], &v, splat::<S, A>(s, tap));
            }
        }
        sums
    }
}

/// The body of a table whose taps go two by two.
pub(super) struct Paired<'t, 'a>(pub(super) &'t TableBand<'a, i32, 1>);

impl Paired<'_, '_> {
    /// Whether all taps have 16 bits and a neighbour.
    pub(super) fn suits(table: &TableBand<'_, i32, 1>) -> bool {
        let narrow = |&tap: &i32| i16::try_from(tap).is_ok();
        table.channels == 1
            && table.segments.iter().all(|segment| segment.count > 1)
            && table.taps.iter().all(narrow)
    }
}

impl Body<i16, i32, 1> for Paired<'_, '_> {
    #[inline(always)]
    fn epilogue(&self) -> &Epilogue {
        &Epilogue::IDENTITY
    }

    fn visit(&self, visit: &mut dyn FnMut(usize, usize, i32)) {
        self.0.visit_taps(visit);
    }

    #[inline(always)]
    fn tile<S: Simd, const V: usize, const N: usize>(
        &self,
        s: S,
        view: View<'_, i16>,
        x: usize,
    ) -> Block<S, i32, 1, V> {
        let mut sums = [splat::<S, i32>(s, 0); V];
        for segment in self.0.segments {
            let taps = &self.0.taps[segment.first..segment.first + segment.count];
            let window = view.window::<S, i32, V>(segment.row, x + segment.offset, taps.len() - 1);
            pairs::<S, V>(s, window, taps, &mut sums);
        }
        [by_output::<S, V>(sums)]
    }
}

/// Two taps or more along a row.
#[inline(always)]
fn pairs<S: Simd, const V: usize>(s: S, window: &[i16], taps: &[i32], sums: &mut [S::i32s; V]) {
    let (groups, rest) = taps.as_chunks::<TOGETHER>();
    let mut at = 0;
    for &[a, b, c, d] in groups {
        let pairs = [(0, [a as i16, b as i16]), (2, [c as i16, d as i16])];
        add_pairs::<S, 2, V>(s, &window[at..], &pairs, sums);
        at += TOGETHER;
    }
    let (pair, last) = rest.as_chunks::<2>();
    if let [[a, b]] = *pair {
        add_pairs::<S, 1, V>(s, &window[at..], &[(0, [a as i16, b as i16])], sums);
        at += 2;
    }
    if let [last] = *last {
        // With a zero for the one before it, which has had its turn.
        add_pairs::<S, 1, V>(s, &window[at - 1..], &[(0, [0, last as i16])], sums);
    }
}

/// A row of neighbouring taps, so few that registers hold them from one end to the other.
#[derive(Clone, Copy)]
pub(super) struct Few<'a, A, const STRICT: bool> {
    taps: &'a [A],
    /// Where the first one is in a view.
    at: (usize, usize),
    /// Elements from what one tap meets to what the next does.
    step: usize,
}

/// Where the sums of some lines go: from one to the next, and how many.
type Lines<'o, A> = (&'o mut [A], usize, usize);

impl<'a, A: Lane, const STRICT: bool> Few<'a, A, STRICT> {
    /// The taps of a table, if they are few and neighbours.
    pub(super) fn of(table: &TableBand<'a, A, 1, STRICT>) -> Option<Self> {
        match table.segments {
            [all] if Segment::is_few(A::TYPE, all.count) => Some(Self {
                taps: table.taps,
                at: (all.row, all.offset * table.channels),
                step: table.channels,
            }),
            _ => None,
        }
    }

    /// What an epilogue makes of the sums of lines of `V` vectors or more.
    #[inline(always)]
    pub(super) fn sum<S: Simd, E: Load<A>, Out: Store<A>, const V: usize>(
        self,
        s: S,
        view: View<'_, E>,
        lines: usize,
        epilogue: &Epilogue,
        out: Lines<'_, Out>,
    ) {
        macro_rules! of {
            ($apart:literal: $($count:literal)*) => {$(
                if const { Segment::is_few(A::TYPE, $count) }
                    && let Ok(taps) = <[A; $count]>::try_from(self.taps)
                {
                    let out = (epilogue, out);
                    return self.of_taps::<S, E, Out, V, $count, $apart>(s, view, lines, out, taps);
                }
            )*};
        }
        if self.step > 1 {
            of! { true: 3 5 7 9 11 13 15 }
        } else {
            of! { false: 3 5 7 9 11 13 15 }
        }
    }

    /// With taps that meet neighbours, or elements that are `step` apart.
    #[inline(always)]
    fn of_taps<
        S: Simd,
        E: Load<A>,
        Out: Store<A>,
        const V: usize,
        const N: usize,
        const APART: bool,
    >(
        self,
        s: S,
        view: View<'_, E>,
        lines: usize,
        (epilogue, (out, pitch, width)): (&Epilogue, Lines<'_, Out>),
        taps: [A; N],
    ) {
        let mut splats = [splat::<S, A>(s, A::EMPTY); N];
        let mut index = 0;
        while index < N {
            splats[index] = splat::<S, A>(s, taps[index]);
            index += 1;
        }
        let tile = A::Vector::<S>::LEN * V;
        let reach = if APART { (N - 1) * self.step } else { N - 1 };
        for line in 0..lines {
            let row = &view.rest(self.at.0 + line, self.at.1)[..width + reach];
            let out = &mut out[line * pitch..][..width];
            let mut x = 0;
            while x < width {
                let start = x.min(width - tile);
                let window = &row[start..start + tile + reach];
                let [mut sums, mut v] = empty::<S, A, 2, V>(s);
                // Statements, since where a tap is has to be known before code is generated.
                macro_rules! taps {
                    ($($tap:literal)*) => {$(
                        if const { $tap < N } {
                            if APART {
                                E::load::<S, V>(s, window, $tap * self.step, &mut v);
                            } else {
                                E::beside::<S, V, $tap>(s, window, &mut v);
                            }
                            sum_products::<S, A, V, STRICT>(&mut sums, &v, splats[$tap]);
                        }
                    )*};
                }
                taps! { 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 }
                Out::store::<S, V, { Epilogue::ANYHOW }>(
                    s,
                    epilogue,
                    sums,
                    &mut out[start..start + tile],
                );
                x = start + tile;
            }
        }
    }
}

impl Few<'_, i32, false> {
    /// The same, of pairs of taps that all have 16 bits.
    #[inline(always)]
    pub(super) fn sum_pairs<S: Simd, Out: Store<i32>, const V: usize>(
        self,
        s: S,
        view: View<'_, i16>,
        lines: usize,
        epilogue: &Epilogue,
        out: Lines<'_, Out>,
    ) {
        let out = (epilogue, out);
        let tap = |index: usize| self.taps.get(index).map_or(0, |&tap| tap as i16);
        let pair = |index: usize| (index, [tap(index), tap(index + 1)]);
        // The last one has a zero before it, since nothing comes after it.
        let last = |index: usize| (index - 1, [0, tap(index)]);
        match self.taps.len() {
            3 => self.of_pairs::<S, Out, V, 2>(s, view, lines, out, [pair(0), last(2)]),
            5 => self.of_pairs::<S, Out, V, 3>(s, view, lines, out, [pair(0), pair(2), last(4)]),
            7 => {
                let pairs = [pair(0), pair(2), pair(4), last(6)];
                self.of_pairs::<S, Out, V, 4>(s, view, lines, out, pairs);
            }
            _ => {}
        }
    }

    #[inline(always)]
    fn of_pairs<S: Simd, Out: Store<i32>, const V: usize, const N: usize>(
        self,
        s: S,
        view: View<'_, i16>,
        lines: usize,
        (epilogue, (out, pitch, width)): (&Epilogue, Lines<'_, Out>),
        pairs: [(usize, [i16; 2]); N],
    ) {
        let mut near = [(0, [0; 2]); N];
        let mut index = 0;
        while index < N {
            // Places that the compiler knows.
            near[index] = (2 * index - index / (N - 1), pairs[index].1);
            index += 1;
        }
        let tile = S::i32s::LEN * V;
        for line in 0..lines {
            let row = &view.rest(self.at.0 + line, self.at.1)[..width + 2 * N - 2];
            let out = &mut out[line * pitch..][..width];
            let mut x = 0;
            while x < width {
                let start = x.min(width - tile);
                let window = &row[start..start + tile + 2 * N - 2];
                let sums = dot_pairs::<S, N, V, 1>(s, window, &near);
                Out::store::<S, V, { Epilogue::ANYHOW }>(
                    s,
                    epilogue,
                    sums,
                    &mut out[start..start + tile],
                );
                x = start + tile;
            }
        }
    }
}
